package io.github.camelaudience.launchdarkly.sources.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnownSecretsTest {

    @Test
    void spacesBehindCommasAreNoneOfTheSecret() {
        KnownSecrets known = new KnownSecrets("one, two,three four", "tokens");
        assertThat(known.contains("one")).isTrue();
        assertThat(known.contains("two")).isTrue();
        assertThat(known.contains("three four")).isTrue();
        assertThat(known.contains(" two")).isFalse();
        assertThat(known.contains("one, two,three four")).isFalse();
        assertThat(known.contains("")).isFalse();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", ",", " , ", "\n"})
    void blankOnesStopTheStart(String list) {
        assertThatThrownBy(() -> new KnownSecrets(list, "tokens"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tokens must not be blank");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "one\n",
                "one\r\n",
                " one",
                "one ",
                "\tone",
                "one,two\n",
                "one\n,two",
                "one,\ttwo",
                "on\ne",
                "one,,two",
                "one,"
            })
    void outerWhiteSpaceStopsTheStart(String list) {
        assertThatThrownBy(() -> new KnownSecrets(list, "tokens"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("tokens must not ");
    }
}
