package io.github.camelaudience.launchdarkly.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.RuntimeCamelException;
import org.junit.jupiter.api.Test;

/** The innermost cause is what there is to say, on one line. */
class StartSentenceTest {

    @Test
    void isTheMessageOfTheInnermostCause() {
        Throwable ours = new IllegalArgumentException("accessToken is required\n  here or on the component");
        assertThat(FailedStart.sentence(
                        new RuntimeCamelException(new FailedToCreateRouteException("route", "at", "to", ours))))
                .isEqualTo("accessToken is required here or on the component");
    }

    @Test
    void namesTheTypeWhereTheMessageAloneSaysLittle() {
        assertThat(FailedStart.sentence(new RuntimeCamelException(new BindException("Address already in use"))))
                .isEqualTo("BindException: Address already in use");
        assertThat(FailedStart.sentence(new NullPointerException())).isEqualTo("java.lang.NullPointerException");
        assertThat(FailedStart.sentence(new IllegalStateException("the state repository is closed", new Error())))
                .isEqualTo("the state repository is closed");
    }

    @Test
    void endsWhereCausesGoRound() {
        Exception one = new Exception("one");
        one.initCause(new Exception("two", one));
        assertThat(FailedStart.sentence(one)).isEqualTo("Exception: two");
    }

    @Test
    void namesTheOptionThatCannotBeSetAndKeepsItsValue() {
        Throwable unknown = new PropertyBindingException(
                this,
                "accesToken",
                "s3cret",
                "camel.component.x",
                "accesToken",
                new PropertyBindingException(this, "a", "s3cret"));
        assertThat(FailedStart.sentence(new RuntimeCamelException(unknown)))
                .isEqualTo("there is no option camel.component.x.accesToken");
        assertThat(FailedStart.sentence(new PropertyBindingException(
                        this, "chunkSize", "many", new NumberFormatException("no number"))))
                .isEqualTo("chunkSize: NumberFormatException: no number");
        assertThat(FailedStart.sentence(new PropertyBindingException(
                        this,
                        "backend",
                        "tiny",
                        new IllegalArgumentException("backend must be one of synced, standard, big"))))
                .isEqualTo("backend must be one of synced, standard, big");
    }
}
