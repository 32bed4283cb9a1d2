package io.github.camelaudience.launchdarkly.exchange;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.camelaudience.launchdarkly.core.json.JsonText;
import io.github.camelaudience.launchdarkly.core.sync.RejectedMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.util.URISupport;

/**
 * A rejected message as a file, which keeps no headers: a line of JSON with reason and path, in an envelope that the
 * endpoint reads as the very message that was rejected. No file takes the place of another.
 */
final class RejectedFile {

    private static final String[] NAMES = FileSource.NAMES.toArray(String[]::new);
    /** What consumers tell of the object that a message came in, such as its length, its hash and how it is packed: producers take it for the new one's. */
    private static final List<String> OF_OBJECTS = List.of(
            "CamelAwsS3*",
            "CamelAzureStorageBlob*",
            "CamelAzureStorageDataLake*",
            "CamelGoogleCloudStorage*",
            "CamelMinio*");

    private static final Set<String> STORES = Set.of(
            "file",
            "ftp",
            "ftps",
            "sftp",
            "mina-sftp",
            "scp",
            "smb",
            "azure-files",
            "hdfs",
            "stream",
            "aws2-s3",
            "azure-storage-blob",
            "azure-storage-datalake",
            "google-storage",
            "minio");
    private static final Set<String> REPLACING = Set.of("file", "ftp", "ftps", "sftp", "mina-sftp", "scp", "smb");
    private static final String FILE_NAME = "fileName";
    private static final String FILE_EXIST = "fileExist";

    private final boolean nameIsSet;

    private RejectedFile(boolean nameIsSet) {
        this.nameIsSet = nameIsSet;
    }

    /** For an endpoint that keeps files or objects; {@code null} for any other, which has the headers. */
    static RejectedFile of(String uri) {
        String scheme = uri.substring(0, Math.max(0, uri.indexOf(':')));
        if (!STORES.contains(scheme)) {
            return null;
        }
        Map<String, Object> options = options(uri);
        String name = (String) options.get(FILE_NAME);
        String exist = String.valueOf(options.getOrDefault(FILE_EXIST, "Override"));
        if (name != null && !name.contains("{") && "Override".equalsIgnoreCase(exist) && REPLACING.contains(scheme)) {
            throw new IllegalArgumentException(
                    "rejectedUri names one file, in which each rejected message would take the"
                            + " place of the one before: add fileExist=Append, or take " + FILE_NAME + " out");
        }
        return new RejectedFile(name != null || options.containsKey("keyName") || options.containsKey("blobName"));
    }

    private static Map<String, Object> options(String uri) {
        int query = uri.indexOf('?');
        try {
            return query < 0 ? Map.of() : URISupport.parseQuery(uri.substring(query + 1));
        } catch (URISyntaxException e) {
            return Map.of();
        }
    }

    /** Sets name and body. Each message gets a name of its own, after that of the file it came in. */
    void write(RejectedMessage rejected, Message message) {
        OF_OBJECTS.forEach(headers -> message.removeHeaders(headers, NAMES));
        String own = message.getExchange().getExchangeId() + ".json";
        boolean named = false;
        for (String header : FileSource.NAMES) {
            String name = message.getHeader(header, String.class);
            if (name != null && nameIsSet) {
                message.removeHeader(header);
            } else if (name != null) {
                message.setHeader(header, name + "." + own);
                named = true;
            }
        }
        if (!named && !nameIsSet) {
            FileSource.NAMES.forEach(header -> message.setHeader(header, own));
        }
        message.removeHeader(Exchange.OVERRULE_FILE_NAME);
        message.setBody(line(rejected));
    }

    /** What is a JSON object stands there as it is; other text as text; what is no text as Pub/Sub packs it. */
    static byte[] line(RejectedMessage rejected) {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("reason", rejected.reason().name());
        about.put("path", rejected.path());
        about.put("detail", rejected.detail());
        byte[] raw = rejected.rawJson();
        String text = text(raw);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        line.writeBytes("{\"rejected\":".getBytes(StandardCharsets.UTF_8));
        line.writeBytes(JsonText.bytes((Object) about));
        if (text == null) {
            line.writeBytes((",\"message\":{\"data\":\"" + Base64.getEncoder().encodeToString(raw) + "\"}}\n")
                    .getBytes(StandardCharsets.UTF_8));
            return line.toByteArray();
        }
        line.writeBytes(",\"json\":".getBytes(StandardCharsets.UTF_8));
        line.writeBytes(isObject(text) ? oneLine(raw) : JsonText.bytes((Object) text));
        line.writeBytes("}\n".getBytes(StandardCharsets.UTF_8));
        return line.toByteArray();
    }

    private static String text(byte[] raw) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(raw))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static boolean isObject(String text) {
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            parser.skipChildren();
            return parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    /** A line break stands between tokens only, where a blank is the same. */
    private static byte[] oneLine(byte[] json) {
        byte[] line = json.clone();
        for (int i = 0; i < line.length; i++) {
            line[i] = line[i] == '\n' || line[i] == '\r' ? (byte) ' ' : line[i];
        }
        return line;
    }
}
