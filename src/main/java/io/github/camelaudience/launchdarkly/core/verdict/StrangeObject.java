package io.github.camelaudience.launchdarkly.core.verdict;

import io.github.camelaudience.launchdarkly.core.json.ObjectMembers;
import io.github.camelaudience.launchdarkly.core.json.RawJson;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;

/**
 * Recognises an object that is neither a message nor holds any, so someone pointed the wrong thing at us (rule D31).
 * Looks at the names of its members, and tells no value.
 */
final class StrangeObject {

    private static final String EXPECTED =
            "expected a Segment message but found an object without a type, or with one that is no text: ";

    private StrangeObject() {}

    /** Whether the message has no text as its {@code type}, which every message of Segment has. */
    static boolean isStrange(AudienceMessage message) {
        return message.type() == null;
    }

    /** What it looks like. */
    static String describe(AudienceMessage message) {
        return EXPECTED + looksLike(names(message));
    }

    private static String looksLike(Names names) {
        if (names.count == 0) {
            return "it is empty";
        } else if (names.has("Records")) {
            return "it looks like what AWS hands to a Lambda function (Records), which is not unpacked here";
        } else if (names.has("SubscribeURL")) {
            return "it looks like a request of Amazon SNS to confirm a subscription";
        } else if (names.has("Message") || names.has("TopicArn")) {
            return "it looks like a notification of Amazon SNS whose Message is no JSON text";
        } else if (names.has("cohortId") || names.has("environmentId")) {
            return "it looks like a request to LaunchDarkly";
        } else if (names.has("specversion")) {
            return "it looks like a CloudEvent without data that is JSON";
        } else if (names.has("payload") || names.has("schema")) {
            return "it looks like Kafka Connect's JSON, but not with both a schema and a payload that is JSON";
        } else if (names.has("detail-type") || names.has("detail")) {
            return "it looks like an event of Amazon EventBridge whose detail is no JSON object";
        } else if (names.has("message") || names.has("subscription")) {
            return "it looks like a Pub/Sub push without message.data";
        } else if (names.has("json")) {
            return "it looks like an item of an Extensible Webhook whose json is no JSON object";
        } else if (names.has("batch")) {
            return "it looks like a batch that is no array";
        } else if (names.has("context") || names.has("userId") || names.has("anonymousId")) {
            return "it looks like a Segment message that lost it";
        }
        return "it looks like nothing that is known here";
    }

    private static Names names(AudienceMessage message) {
        RawJson raw = message.raw();
        return new Names(raw.document(), raw.offset(), raw.offset() + raw.length());
    }

    /** The names of an object's members. */
    private static final class Names {
        private final byte[] doc;
        private final int start;
        private final int end;
        private final int count;

        Names(byte[] doc, int start, int end) {
            this.doc = doc;
            this.start = start;
            this.end = end;
            ObjectMembers members = new ObjectMembers(doc, start, end);
            int found = 0;
            while (members.next()) {
                found++;
            }
            this.count = found;
        }

        boolean has(String name) {
            ObjectMembers members = new ObjectMembers(doc, start, end);
            while (members.next()) {
                if (members.isNamed(name)) {
                    return true;
                }
            }
            return false;
        }
    }
}
