/**
 * Makes Camel Main the integration server: what is answered while routes do not run, ports, open routes, reload, and the
 * commands {@code explain} and {@code audit}. {@link io.github.camelaudience.server.AudienceServer} puts it together; knows nothing of
 * messages.
 */
package io.github.camelaudience.server;
