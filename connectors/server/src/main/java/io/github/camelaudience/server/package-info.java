/**
 * Makes Camel Main the integration server: its commands, what is answered while routes do not run, ports, secrets, open
 * routes and reload. {@link io.github.camelaudience.server.AudienceServer} puts it together and {@code CommandLine} has the
 * table of commands; knows nothing of messages.
 */
package io.github.camelaudience.server;
