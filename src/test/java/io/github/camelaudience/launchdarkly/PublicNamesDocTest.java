package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.standin.StandIn;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/reference/public-names.md} lists what routes, Kamelets and programs of users may name, from the compiled classes: a name
 * that goes or comes shows there. {@code -Ddocs.write=true} writes it anew.
 */
class PublicNamesDocTest {

    private static final Path PAGE = Path.of("docs/reference/public-names.md");
    private static final String ROOT = "io.github.camelaudience.launchdarkly";
    private static final String STAND_IN = "io.github.camelaudience.standin";

    private static final String HEAD = """
            # Public names

            What a route, a Kamelet or a program of yours may name; a change of this page belongs in the [changelog](../../CHANGELOG.md). Every
            other public class of the jar is public only because the component has several packages, and may go at any time. Members stand
            without their parameters; those that a type of Camel or Java names first are left out.

            This page is generated from the compiled classes: `mvn -q test -Dtest=PublicNamesDocTest -Ddocs.write=true`.
            """;

    @Test
    void thePageShowsThePublicNames() throws Exception {
        Set<Class<?>> types = new TreeSet<>((one, other) -> one.getName().compareTo(other.getName()));
        types.addAll(in(LaunchDarklyAudienceComponent.class, ROOT, false));
        types.addAll(in(LaunchDarklyAudienceComponent.class, ROOT + ".sources", true));
        types.addAll(in(LaunchDarklyAudienceComponent.class, ROOT + ".core.sync", true));
        types.addAll(in(LaunchDarklyAudienceComponent.class, ROOT + ".core.launchdarkly", false));
        types.addAll(in(StandIn.class, STAND_IN, true));
        Set<Class<?>> held = new TreeSet<>((one, other) -> one.getName().compareTo(other.getName()));
        types.forEach(type -> heldBy(type, types, held));
        types.addAll(held);

        String page = HEAD + lines(types);
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, page);
        }

        assertThat(PAGE).content().isEqualTo(page);
    }

    private static String lines(Set<Class<?>> types) {
        Map<String, StringBuilder> packages = new TreeMap<>();
        for (Class<?> type : types) {
            String members = membersOf(type)
                    .filter(PublicNamesDocTest::isOpen)
                    .filter(member -> !(member instanceof Method method) || !isForeign(method))
                    .map(Member::getName)
                    .distinct()
                    .sorted()
                    .map(name -> "`" + name + "`")
                    .collect(Collectors.joining(", "));
            packages.computeIfAbsent(type.getPackageName(), name -> new StringBuilder())
                    .append("- **")
                    .append(type.getName()
                            .substring(type.getPackageName().length() + 1)
                            .replace('$', '.'))
                    .append("**")
                    .append(members.isEmpty() ? "" : ": " + members)
                    .append('\n');
        }
        StringBuilder text = new StringBuilder();
        packages.forEach((name, list) ->
                text.append("\n## `").append(name).append("`\n\n").append(list));
        return text.toString();
    }

    /** With those of the types behind it that nobody can name. */
    private static Stream<Member> membersOf(Class<?> type) {
        Stream<Member> own =
                Stream.concat(Stream.<Member>of(type.getDeclaredFields()), Stream.of(type.getDeclaredMethods()));
        Class<?> parent = type.getSuperclass();
        return parent != null && parent.getName().startsWith("io.github.camelaudience.") && !isReachable(parent)
                ? Stream.concat(own, membersOf(parent))
                : own;
    }

    /** Values of ours that the signatures of a type are made of. */
    private static void heldBy(Class<?> type, Set<Class<?>> known, Set<Class<?>> held) {
        Stream<Class<?>> used = Stream.concat(
                Arrays.stream(type.getDeclaredMethods())
                        .filter(PublicNamesDocTest::isOpen)
                        .filter(method -> !isForeign(method))
                        .flatMap(method -> Stream.concat(
                                Stream.of(method.getReturnType()), Stream.of(method.getParameterTypes()))),
                Stream.concat(
                        Arrays.stream(type.getDeclaredConstructors())
                                .filter(PublicNamesDocTest::isOpen)
                                .map(Constructor::getParameterTypes)
                                .flatMap(Stream::of),
                        Arrays.stream(type.getDeclaredFields())
                                .filter(PublicNamesDocTest::isOpen)
                                .map(Field::getType)));
        used.filter(each -> each.getName().startsWith(ROOT + ".core."))
                .filter(each -> isValue(each) && !known.contains(each))
                .forEach(each -> {
                    if (held.add(each)) {
                        heldBy(each, known, held);
                    }
                });
    }

    /** Whether it is data, and no part of the machine. */
    private static boolean isValue(Class<?> type) {
        return type.isEnum() || type.isRecord() || type.isSealed() || isComparedByContent(type);
    }

    private static boolean isComparedByContent(Class<?> type) {
        return Modifier.isFinal(type.getModifiers())
                && Arrays.stream(type.getDeclaredMethods())
                        .anyMatch(method -> method.getName().equals("equals"));
    }

    private static boolean isOpen(Member member) {
        return !member.isSynthetic()
                && (member.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0
                && !(member instanceof Method method
                        && method.getDeclaringClass().isEnum()
                        && isOfEveryEnum(method));
    }

    private static boolean isOfEveryEnum(Method method) {
        return method.getName().equals("values") || method.getName().equals("valueOf");
    }

    /** Whether Camel or Java said first that there is such a method. */
    private static boolean isForeign(Method method) {
        return isForeign(method, method.getDeclaringClass());
    }

    private static boolean isForeign(Method method, Class<?> type) {
        return Stream.concat(Stream.ofNullable(type.getSuperclass()), Stream.of(type.getInterfaces()))
                .anyMatch(parent -> !parent.getName().startsWith("io.github.camelaudience.") && declares(parent, method)
                        || isForeign(method, parent));
    }

    private static boolean declares(Class<?> type, Method method) {
        return Arrays.stream(type.getDeclaredMethods())
                .anyMatch(each -> each.getName().equals(method.getName())
                        && each.getParameterCount() == method.getParameterCount());
    }

    private static Set<Class<?>> in(Class<?> neighbour, String name, boolean withThoseBelow)
            throws IOException, URISyntaxException, ClassNotFoundException {
        Path root = Path.of(
                neighbour.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path folder = root.resolve(name.replace('.', '/'));
        Set<Class<?>> found = new TreeSet<>((one, other) -> one.getName().compareTo(other.getName()));
        if (!Files.isDirectory(folder)) {
            return found;
        }
        try (Stream<Path> files = Files.walk(folder, withThoseBelow ? Integer.MAX_VALUE : 1)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".class")).toList()) {
                String binary =
                        root.relativize(file).toString().replace('/', '.').replaceAll("\\.class$", "");
                Class<?> type = Class.forName(binary, false, neighbour.getClassLoader());
                if (isReachable(type)) {
                    found.add(type);
                }
            }
        }
        return found;
    }

    /** Public, and in public types only. Camel's generator writes configurers that are public and nobody's. */
    private static boolean isReachable(Class<?> type) {
        return type != null
                && !type.isAnonymousClass()
                && !type.isLocalClass()
                && !type.isSynthetic()
                && !type.getSimpleName().endsWith("Configurer")
                && !type.getSimpleName().endsWith("UriFactory")
                && !type.getSimpleName().equals("package-info")
                && (type.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0
                && (type.getEnclosingClass() == null || isReachable(type.getEnclosingClass()));
    }
}
