package io.github.camelaudience.launchdarkly.core.mapping;

import io.github.camelaudience.launchdarkly.core.membership.Text;
import io.github.camelaudience.launchdarkly.core.json.FieldValue;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;

/**
 * Evaluates Segment's default mapping of its LaunchDarkly destination, with rules D5 (source of the flag) and D14
 * (e-mail).
 */
public final class DefaultMapping implements FieldMapping {

    /** Is the only one. */
    public static final DefaultMapping INSTANCE = new DefaultMapping();

    private DefaultMapping() {}

    @Override
    public AudienceFields map(AudienceMessage message) {
        boolean identify = "identify".equals(message.type());
        FieldValue own = identify ? message.traitsMembership() : message.propertiesMembership();
        FieldValue other = identify ? message.propertiesMembership() : message.traitsMembership();
        boolean useOther = own.isMissing() && !other.isMissing();
        return new AudienceFields(
                message.computationId(),
                message.computationKey(),
                message.computationClass(),
                FieldValue.ABSENT,
                message.userId(),
                message.anonymousId(),
                email(message.traitsEmail(), message.contextTraitsEmail()),
                FieldValue.ABSENT,
                useOther ? other : own,
                identify == useOther ? "$.properties" : "$.traits");
    }

    /** The first that exists and is not blank text (rule D14). */
    public static FieldValue email(FieldValue traitsEmail, FieldValue contextTraitsEmail) {
        boolean fallThrough = traitsEmail.isMissing()
                || traitsEmail.shape() == FieldValue.Shape.TEXT && Text.isBlank(traitsEmail.text());
        return fallThrough && !contextTraitsEmail.isMissing() ? contextTraitsEmail : traitsEmail;
    }
}
