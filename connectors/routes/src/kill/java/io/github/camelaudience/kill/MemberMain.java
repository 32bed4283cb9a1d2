package io.github.camelaudience.kill;

import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.camel.main.Main;

/** Camel Main with the properties that are shipped with the routes, and those that a run needs in their place. */
final class MemberMain {

    /** Among the overrides, which are all for Camel: where the shipped properties are. */
    static final String SHIPPED = "kill.shipped";

    private MemberMain() {}

    public static void main(String[] args) throws Exception {
        ChildProcess.endWithParent();
        Properties overrides = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(args[0]))) {
            overrides.load(reader);
        }
        Main main = new Main();
        main.setPropertyPlaceholderLocations("file:" + overrides.remove(SHIPPED));
        overrides.stringPropertyNames().forEach(name -> main.addOverrideProperty(name, overrides.getProperty(name)));
        main.run();
    }
}
