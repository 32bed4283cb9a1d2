package io.github.camelaudience.server.page;

import io.vertx.ext.web.RoutingContext;

/** Tells the path of a request below what its server is mounted at ({@code camel.server.path}, {@code camel.management.path}). */
public final class MountedPath {

    private MountedPath() {}

    /** Gives the normalized path without the part that all of the server's paths begin with. */
    public static String of(RoutingContext request) {
        String mounted = request.mountPoint() == null ? "" : request.mountPoint();
        String path = request.normalizedPath();
        return path.startsWith(mounted) && !mounted.equals("/") ? path.substring(mounted.length()) : path;
    }
}
