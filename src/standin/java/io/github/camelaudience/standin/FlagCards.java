package io.github.camelaudience.standin;

import java.util.List;

/** Writes the flags into the live page, so that it shows them before its script runs; the script draws the same. */
final class FlagCards {

    private static final int PEOPLE = 60;

    private FlagCards() {}

    /** Returns the contents of the page's section of flags; empty if there is no flag. */
    static String html(List<FlagView> flags) {
        StringBuilder html = new StringBuilder();
        for (FlagView flag : flags) {
            long on = flag.sightings().stream().filter(FlagView.Sighting::on).count();
            html.append("<article class=\"card flag\"><div class=\"top\"><span class=\"name mono\">")
                    .append(escaped(flag.key()))
                    .append(
                            "</span><span class=\"chip\">flag</span></div><div class=\"id\">on for members of <span class=\"mono\">")
                    .append(escaped(String.join(", ", flag.rule().names())))
                    .append("</span></div><div class=\"mid\"><span class=\"size\">")
                    .append(on)
                    .append("<small> of ")
                    .append(flag.sightings().size())
                    .append("</small></span></div><div class=\"people\">");
            flag.sightings().stream().limit(PEOPLE).forEach(person -> html.append("<span class=\"person ")
                    .append(person.on() ? "on" : "off")
                    .append("\">")
                    .append(escaped(person.contextKey()))
                    .append("</span>"));
            html.append("</div></article>");
        }
        return html.toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
