package io.github.camelaudience.launchdarkly.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.vectors.Js.Arr;
import io.github.camelaudience.launchdarkly.vectors.Js.Bool;
import io.github.camelaudience.launchdarkly.vectors.Js.Fn;
import io.github.camelaudience.launchdarkly.vectors.Js.Num;
import io.github.camelaudience.launchdarkly.vectors.Js.Obj;
import io.github.camelaudience.launchdarkly.vectors.Js.Str;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What JavaScript makes of values; the expectations are what Node prints. */
class JsValuesTest {

    @Test
    void writesNumbersAsJavaScriptDoes() {
        Map<String, String> texts = Map.ofEntries(
                Map.entry("1.0", "1"),
                Map.entry("-0", "0"),
                Map.entry("1e21", "1e+21"),
                Map.entry("123456789012345680000", "123456789012345680000"),
                Map.entry("12345678901234567890", "12345678901234567000"),
                Map.entry("9007199254740993", "9007199254740992"),
                Map.entry("0.000001", "0.000001"),
                Map.entry("1e-7", "1e-7"),
                Map.entry("-1.25e-9", "-1.25e-9"),
                Map.entry("5e-324", "5e-324"),
                Map.entry("1.7976931348623157e308", "1.7976931348623157e+308"),
                Map.entry("1E400", "Infinity"),
                Map.entry("0.1", "0.1"));

        texts.forEach((token, text) -> assertThat(JsText.of(new Num(token))).isEqualTo(text));
    }

    @Test
    void knowsTruthAndEmptiness() {
        Js arrayOfNull = new Arr(List.of(Js.NULL));

        assertThat(JsText.isTruthy(new Str("false"))).isTrue();
        assertThat(JsText.isTruthy(new Num("-0"))).isFalse();
        assertThat(JsText.isTruthy(arrayOfNull)).isTrue();
        assertThat(JsText.looselyEmpty(arrayOfNull)).isTrue();
        assertThat(JsText.looselyEmpty(new Bool(false))).isTrue();
        assertThat(JsText.looselyEmpty(Js.NULL)).isFalse();
        assertThat(JsText.looselyEmpty(new Str(" "))).isFalse();
    }

    @Test
    void inheritsMembers() {
        Obj object = Obj.empty().define("own", new Num("1"));

        assertThat(JsMembers.get(object, "constructor")).isEqualTo(new Fn("Object", 1));
        assertThat(JsMembers.get(object, "__proto__")).isSameAs(Obj.ROOT);
        assertThat(JsMembers.get(new Str("ab"), "length")).isEqualTo(new Num("2"));
        assertThat(JsMembers.get(new Str("ab"), "1")).isEqualTo(new Str("b"));
        assertThat(JsMembers.own(new Str("ab"), "1")).isEqualTo(Js.UNDEFINED);
        assertThat(JsMembers.own(object, "constructor")).isEqualTo(Js.UNDEFINED);
    }

    @Test
    void anAssignedPrototypeIsNoOwnMember() throws IOException {
        Js inherited = MappingKit.clean(JsJson.parse("{\"__proto__\":{\"vip\":true}}"));
        Js none = MappingKit.clean(JsJson.parse("{\"__proto__\":null}"));
        Js ignored = MappingKit.clean(JsJson.parse("{\"__proto__\":false}"));

        assertThat(JsMembers.get(inherited, "vip")).isEqualTo(new Bool(true));
        assertThat(JsMembers.get(none, "toString")).isEqualTo(Js.UNDEFINED);
        assertThat(JsMembers.get(ignored, "__proto__")).isSameAs(Obj.ROOT);
    }

    @Test
    void keepsWhatJsonHolds() throws IOException {
        Js value = JsJson.parse("{\"b\":1.50,\"1\":\"\\ud83d\",\"b\":[null,true]}");

        assertThat(JsJson.stringify(value, Switches.none())).isEqualTo("{\"1\":\"\\ud83d\",\"b\":[null,true]}");
        assertThat(((Num) JsJson.parse("1E400")).token()).isEqualTo("1E400");
    }

    @Test
    void replacesWithJavaScriptsPatterns() {
        assertThat(JsReplace.literal("a-b-c", "-", "$&$$", true, false)).isEqualTo("a-$b-$c");
        assertThat(JsReplace.literal("a-b-c", "-", "_", false, false)).isEqualTo("a_b-c");
        assertThat(JsReplace.literal("ABa", "a", "$1", true, true)).isEqualTo("$1B$1");
    }
}
