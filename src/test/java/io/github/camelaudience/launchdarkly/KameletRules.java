package io.github.camelaudience.launchdarkly;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The rules that Camel's Kamelet catalog checks a single Kamelet by. */
final class KameletRules {

    private static final Pattern PARAMETER = Pattern.compile("\\{\\{[?]?([A-Za-z0-9-._]+)(?::[^}]*)?}}");
    private static final Set<String> TYPES = Set.of("source", "sink", "action");
    private static final Set<String> SMALL_WORDS =
            Set.of("a", "an", "and", "in", "of", "on", "or", "the", "to", "with");
    private static final String TYPE_LABEL = "camel.apache.org/kamelet.type";
    private static final String ANNOTATIONS = "camel.apache.org/";
    private static final String CREDENTIALS = "urn:camel:group:credentials";

    private final String fileName;
    private final JsonNode kamelet;
    private final List<String> findings = new ArrayList<>();

    private KameletRules(String fileName, JsonNode kamelet) {
        this.fileName = fileName;
        this.kamelet = kamelet;
    }

    /** What is wrong, empty if nothing is. */
    static List<String> check(String fileName, JsonNode kamelet) {
        KameletRules rules = new KameletRules(fileName, kamelet);
        rules.name();
        rules.annotations();
        rules.definition();
        rules.parameters();
        rules.template();
        rules.dependencies();
        return rules.findings;
    }

    private void require(boolean holds, String finding) {
        if (!holds) {
            findings.add(finding);
        }
    }

    private String type() {
        return kamelet.at("/metadata/labels").path(TYPE_LABEL).asText();
    }

    private JsonNode properties() {
        return kamelet.at("/spec/definition/properties");
    }

    private void name() {
        String name = kamelet.at("/metadata/name").asText();
        require(fileName.equals(name + ".kamelet.yaml"), "file is not named after the Kamelet");
        require(TYPES.contains(type()), "label " + TYPE_LABEL + " is none of " + TYPES);
        require(name.endsWith("-" + type()), "name does not end with its type");
        String title = kamelet.at("/spec/definition/title").asText();
        require(title.toLowerCase(Locale.ROOT).endsWith(" " + type()), "title does not end with its type");
    }

    private void annotations() {
        JsonNode annotations = kamelet.at("/metadata/annotations");
        for (String name : List.of("kamelet.support.level", "catalog.version", "provider", "kamelet.group")) {
            require(!annotations.path(ANNOTATIONS + name).asText().isBlank(), "no annotation " + name);
        }
        require(
                annotations.path(ANNOTATIONS + "kamelet.icon").asText().startsWith("data:image/"),
                "the icon is no data URI");
    }

    private void definition() {
        JsonNode definition = kamelet.at("/spec/definition");
        for (String name : List.of("title", "description")) {
            require(!definition.path(name).asText().isBlank(), "definition has no " + name);
        }
        require(definition.path("type").asText().equals("object"), "definition is no object");
        properties().fields().forEachRemaining(p -> property(p.getKey(), p.getValue()));
        Set<String> required = new HashSet<>();
        for (JsonNode name : definition.path("required")) {
            require(properties().has(name.asText()), "required but not defined: " + name.asText());
            require(required.add(name.asText()), "required twice: " + name.asText());
        }
    }

    private void property(String name, JsonNode property) {
        for (String part : List.of("type", "title", "description")) {
            require(!property.path(part).asText().isBlank(), name + " has no " + part);
        }
        String title = property.path("title").asText();
        require(!title.matches("(The|A|An) .*"), name + ": title starts with an article");
        for (String word : title.split(" ", -1)) {
            require(
                    SMALL_WORDS.contains(word) || word.matches("[^a-z].*"),
                    name + ": title is not capitalised at " + word);
        }
        List<String> descriptors = StreamSupport.stream(
                        property.path("x-descriptors").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
        require(descriptors.size() == new HashSet<>(descriptors).size(), name + ": a descriptor is there twice");
        require(
                descriptors.stream().noneMatch(d -> d.startsWith("urn:alm:descriptor:com.tectonic.ui")),
                name + ": outdated descriptor");
        require(
                !property.path("format").asText().equals("password") || descriptors.contains(CREDENTIALS),
                name + " is a password without the descriptor " + CREDENTIALS);
    }

    private void parameters() {
        Set<String> used = new HashSet<>();
        Matcher matcher = PARAMETER.matcher(kamelet.at("/spec/template").toString());
        while (matcher.find()) {
            used.add(matcher.group(1));
        }
        Set<String> declared = new HashSet<>();
        properties().fieldNames().forEachRemaining(declared::add);
        kamelet.at("/spec/template/beans")
                .forEach(bean -> declared.add(bean.path("name").asText()));
        require(declared.containsAll(used), "used but not declared: " + minus(used, declared));
        require(used.containsAll(declared), "declared but not used: " + minus(declared, used));
    }

    private static Set<String> minus(Set<String> from, Set<String> what) {
        return from.stream().filter(name -> !what.contains(name)).collect(Collectors.toSet());
    }

    private void template() {
        String template = kamelet.at("/spec/template").toString();
        require(type().equals("source") || template.contains("kamelet:source"), "template lacks kamelet:source");
        require(!type().equals("source") || template.contains("kamelet:sink"), "template lacks kamelet:sink");
    }

    private void dependencies() {
        for (JsonNode dependency : kamelet.at("/spec/dependencies")) {
            require(
                    dependency.asText().matches("(camel:|mvn:|github:apache/).+"),
                    "dependency of an unknown kind: " + dependency.asText());
        }
    }
}
