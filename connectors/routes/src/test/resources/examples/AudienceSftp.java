import io.github.camelaudience.launchdarkly.RejectedMessagesException;
import io.github.camelaudience.launchdarkly.sources.file.Backfill;
import org.apache.camel.builder.RouteBuilder;

public class AudienceSftp extends RouteBuilder {
    @Override
    public void configure() {
        Backfill files = new Backfill();
        files.setWorkFolder(getContext().resolvePropertyPlaceholders("{{segment.work}}"));
        from("sftp:{{segment.sftp.host}}:{{segment.sftp.port}}/exports?username={{segment.sftp.username}}"
                + "&password=RAW({{segment.sftp.password}})"
                + "&strictHostKeyChecking=yes&knownHostsFile={{segment.sftp.knownHosts}}"
                + "&localWorkDirectory={{segment.work}}/download&move=.done/${file:name}")
            .streamCache("false")
            .split(files).streaming().stopOnException()
                .doTry()
                    .to("kamelet:launchdarkly-audience-sink?noErrorHandler=true")
                .doCatch(RejectedMessagesException.class)
                .end()
                .bean(files, "accepted");
    }
}
