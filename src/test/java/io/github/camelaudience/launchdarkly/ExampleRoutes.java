package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.PluginHelper;

/** The routes of {@code src/test/resources/examples}, which pages show. */
public final class ExampleRoutes {

    private static final Path EXAMPLES = Path.of("src/test/resources/examples");

    private ExampleRoutes() {}

    /**
     * Adds the routes of a file in YAML or XML, or of a class that is compiled first.
     *
     * @param file    its name; that of a class ends with {@code .java}
     * @param classes an existing folder, where what is compiled goes
     */
    public static void add(CamelContext context, String file, Path classes) throws Exception {
        Path example = EXAMPLES.resolve(file);
        if (!file.endsWith(".java")) {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(PluginHelper.getResourceLoader(context).resolveResource("file:" + example));
            return;
        }
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", classes.toString(), "-proc:none", example.toString()))
                .isZero();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            context.addRoutes((RouteBuilder) loader.loadClass(file.substring(0, file.length() - ".java".length()))
                    .getDeclaredConstructor()
                    .newInstance());
        }
    }
}
