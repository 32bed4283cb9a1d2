package io.github.camelaudience.server.page;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.PropertiesComponent;

/**
 * Holds what the properties of the server say about the page.
 *
 * @param enabled  whether there is a page
 * @param user     who may see it, if there is a password
 * @param password what he has to know; blank for none, and then the page is for this machine only
 * @param folders  where rejected messages are kept, by the property that says so
 * @param inbox    the folder that files are taken from, or {@code null}
 */
record PageSettings(boolean enabled, String user, String password, Map<String, Path> folders, Path inbox) {

    private static final String SINK = "camel.kamelet.";
    private static final String ENABLED = "audience.page.enabled";
    private static final String MORE = "audience.page.rejected";
    private static final List<String> FOLDERS = List.of(
            "segment.http.rejected",
            "segment.tracking.rejected",
            "segment.pubsub.rejected",
            "camel.kamelet.segment-webhook-source.rejectedFolder");

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException when one of them is wrong; the sentence names it
     */
    static PageSettings of(CamelContext context) {
        return new PageSettings(
                isEnabled(value(context, ENABLED, "true")),
                value(context, "audience.page.user", "operator"),
                value(context, "audience.page.password", ""),
                folders(context),
                path("segment.folder", value(context, "segment.folder", "")));
    }

    private static boolean isEnabled(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(ENABLED + " must be true or false, but is " + value);
        };
    }

    private static Map<String, Path> folders(CamelContext context) {
        Map<String, Path> folders = new LinkedHashMap<>();
        FOLDERS.forEach(name -> put(folders, name, value(context, name, "")));
        PropertiesComponent properties = context.getPropertiesComponent();
        Properties uris = properties.loadProperties(name -> name.startsWith(SINK) && name.endsWith(".rejectedUri"));
        uris.stringPropertyNames().forEach(name -> {
            String uri = value(context, name, "");
            if (uri.startsWith("file:")) {
                put(folders, name, uri.replaceFirst("^file:(//)?", "").replaceFirst("\\?.*$", ""));
            }
        });
        String[] more = value(context, MORE, "").split(",");
        for (int i = 0; i < more.length; i++) {
            put(folders, MORE + "." + (i + 1), more[i].strip());
        }
        return folders;
    }

    /** One folder that several properties name is one. */
    private static void put(Map<String, Path> folders, String name, String folder) {
        Path path = path(name, folder);
        if (path != null && !folders.containsValue(path)) {
            folders.put(name, path);
        }
    }

    private static Path path(String name, String folder) {
        try {
            return folder.isBlank() ? null : Path.of(folder).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(name + " names no folder: " + e.getMessage(), e);
        }
    }

    /** A placeholder that cannot be resolved belongs to a route that does not run. */
    private static String value(CamelContext context, String name, String otherwise) {
        try {
            String value = context.resolvePropertyPlaceholders("{{" + name + ":}}");
            return value == null || value.isBlank() ? otherwise : value.strip();
        } catch (IllegalArgumentException e) {
            return otherwise;
        }
    }

    /** Leaves out the password. */
    @Override
    public String toString() {
        return "PageSettings[" + (enabled ? "for " + user : "off") + ", " + folders.size() + " folders]";
    }
}
