package io.github.camelaudience.launchdarkly.core.ledger.rocksdb;

import io.github.camelaudience.launchdarkly.core.ledger.LedgerText;
import io.github.camelaudience.launchdarkly.core.ledger.Mark;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * Has the form of each record. A mark's key is the audience's number, in four bytes, and the context key in UTF-8. Numbers are big-endian, texts are as
 * {@link LedgerText} writes them.
 */
final class Records {

    private static final int INCLUDED = 1;
    private static final byte[] NOTHING = new byte[0];

    private Records() {}

    /** An audience and what is known of it. */
    record Audience(int number, AudienceKey key, String name, long members, OptionalLong seededAt) {}

    static byte[] bytes(String text) {
        return LedgerText.encode(text).getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes, int from, int length) {
        return LedgerText.decode(new String(bytes, from, length, StandardCharsets.UTF_8));
    }

    static byte[] number(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    static byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    static byte[] memberKey(int audience, byte[] contextKey) {
        return ByteBuffer.allocate(Integer.BYTES + contextKey.length)
                .putInt(audience)
                .put(contextKey)
                .array();
    }

    static String contextKey(byte[] memberKey) {
        return text(memberKey, Integer.BYTES, memberKey.length - Integer.BYTES);
    }

    static byte[] mark(Mark mark) {
        byte[] id = optional(mark.messageId());
        byte[] request = optional(mark.requestId());
        byte[] source = optional(mark.source());
        ByteBuffer out = ByteBuffer.allocate(
                1 + 4 * Long.BYTES + 3 * Integer.BYTES + id.length + request.length + source.length);
        out.put((byte) (mark.included() ? INCLUDED : 0));
        out.putLong(mark.eventTime()).putLong(mark.messageTime()).putLong(mark.acceptedAt());
        put(out, mark.messageId(), id);
        put(out, mark.requestId(), request);
        put(out, mark.source(), source);
        out.putLong(mark.since());
        return out.array();
    }

    private static byte[] optional(String text) {
        return text == null ? NOTHING : bytes(text);
    }

    private static void put(ByteBuffer out, String text, byte[] bytes) {
        out.putInt(text == null ? -1 : bytes.length).put(bytes);
    }

    static Mark mark(byte[] record) {
        ByteBuffer in = ByteBuffer.wrap(record);
        boolean included = in.get() == INCLUDED;
        long eventTime = in.getLong();
        long messageTime = in.getLong();
        long acceptedAt = in.getLong();
        String messageId = text(in);
        String requestId = text(in);
        String source = text(in);
        // records of the first days end here
        long since = in.hasRemaining() ? in.getLong() : MembershipChange.NO_EVENT_TIME;
        return new Mark(included, eventTime, messageId, messageTime, acceptedAt, requestId, source, since);
    }

    private static String text(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0) {
            return null;
        }
        String text = text(in.array(), in.position(), length);
        in.position(in.position() + length);
        return text;
    }

    static byte[] audience(Audience audience) {
        return written(out -> {
            text(out, audience.key().environment());
            text(out, audience.key().contextKind());
            text(out, audience.key().audienceId());
            text(out, audience.name());
            out.writeLong(audience.members());
            out.writeBoolean(audience.seededAt().isPresent());
            out.writeLong(audience.seededAt().orElse(0));
        });
    }

    static Audience audience(byte[] number, byte[] record) {
        return read(record, in -> {
            AudienceKey key = new AudienceKey(text(in), text(in), text(in));
            String name = text(in);
            long members = in.readLong();
            boolean isSeeded = in.readBoolean();
            long seededAt = in.readLong();
            return new Audience(
                    ByteBuffer.wrap(number).getInt(),
                    key,
                    name,
                    members,
                    isSeeded ? OptionalLong.of(seededAt) : OptionalLong.empty());
        });
    }

    /** What a flight has sent. */
    record Sent(int[] audiences, String[] contextKeys, boolean[] values) {}

    static byte[] sent(Sent sent) {
        return written(out -> {
            out.writeInt(sent.audiences().length);
            for (int i = 0; i < sent.audiences().length; i++) {
                out.writeInt(sent.audiences()[i]);
                text(out, sent.contextKeys()[i]);
                out.writeBoolean(sent.values()[i]);
            }
        });
    }

    static Sent sent(byte[] record) {
        return read(record, in -> {
            int size = in.readInt();
            Sent sent = new Sent(new int[size], new String[size], new boolean[size]);
            for (int i = 0; i < size; i++) {
                sent.audiences()[i] = in.readInt();
                sent.contextKeys()[i] = text(in);
                sent.values()[i] = in.readBoolean();
            }
            return sent;
        });
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = bytes(text);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        byte[] bytes = in.readNBytes(in.readInt());
        return text(bytes, 0, bytes.length);
    }

    private interface Writer {
        void to(DataOutputStream out) throws IOException;
    }

    private interface Reader<T> {
        T from(DataInputStream in) throws IOException;
    }

    private static byte[] written(Writer writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writer.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static <T> T read(byte[] record, Reader<T> reader) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(record))) {
            return reader.from(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
