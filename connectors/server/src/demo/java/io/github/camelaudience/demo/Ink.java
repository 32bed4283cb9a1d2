package io.github.camelaudience.demo;

/** Colour for a terminal, or none. */
record Ink(boolean colour) {

    String bold(String text) {
        return dye("1", text);
    }

    String dim(String text) {
        return dye("2", text);
    }

    String green(String text) {
        return dye("32", text);
    }

    String yellow(String text) {
        return dye("33", text);
    }

    String red(String text) {
        return dye("31", text);
    }

    private String dye(String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
