package io.github.camelaudience.launchdarkly.core.mapping;

import io.github.camelaudience.launchdarkly.core.json.FieldValue;
import io.github.camelaudience.launchdarkly.core.json.JsonPath;
import io.github.camelaudience.launchdarkly.core.membership.Text;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.core.segment.MessageFact;
import java.util.List;

/**
 * Evaluates Segment's default mapping of its LaunchDarkly destination, with rules D5 (source of the flag) and D14
 * (e-mail).
 */
public final class DefaultMapping implements FieldMapping {

    /** Is the only one. */
    public static final DefaultMapping INSTANCE = new DefaultMapping();

    private static final String SECOND_EMAIL = new JsonPath(MessageFact.CONTEXT_TRAITS_EMAIL.path()).toString();

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

    @Override
    public String pathOf(DestinationField field) {
        return field.defaultPath();
    }

    @Override
    public String pathOf(DestinationField field, AudienceMessage message) {
        return field == DestinationField.USER_EMAIL && isSecond(message.traitsEmail(), message.contextTraitsEmail())
                ? SECOND_EMAIL
                : pathOf(field);
    }

    /** The name of the member is added only here: hardly any message is asked for it. */
    @Override
    public String pathOfFlag(AudienceFields fields, String key) {
        String source = fields.membershipPath();
        return key == null ? source : new JsonPath(List.of(source.substring(2), key)).toString();
    }

    /** The first that exists and is not blank text (rule D14). */
    public static FieldValue email(FieldValue traitsEmail, FieldValue contextTraitsEmail) {
        return isSecond(traitsEmail, contextTraitsEmail) ? contextTraitsEmail : traitsEmail;
    }

    private static boolean isSecond(FieldValue traitsEmail, FieldValue contextTraitsEmail) {
        boolean fallThrough = traitsEmail.isMissing()
                || traitsEmail.shape() == FieldValue.Shape.TEXT && Text.isBlank(traitsEmail.text());
        return fallThrough && !contextTraitsEmail.isMissing();
    }
}
