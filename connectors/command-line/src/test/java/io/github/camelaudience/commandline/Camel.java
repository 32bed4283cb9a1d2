package io.github.camelaudience.commandline;

import org.apache.camel.dsl.jbang.core.commands.CamelJBangMain;

/** Stands in for the program {@code camel}, which is no more than this. */
final class Camel {

    private Camel() {}

    public static void main(String[] args) {
        CamelJBangMain.run(args);
    }
}
