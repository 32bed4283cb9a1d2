package io.github.camelaudience.launchdarkly.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

public class GzipMembersTest {

    public static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static byte[] unpack(byte[] packed) throws IOException {
        try (GzipMembers in = new GzipMembers(new ByteArrayInputStream(packed))) {
            return in.readAllBytes();
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void unpacksWhatGzipPacks() throws IOException {
        byte[] large = new byte[300_000];
        new Random(1).nextBytes(large);
        assertThat(unpack(gzip(large))).isEqualTo(large);
        assertThat(unpack(gzip(new byte[0]))).isEmpty();
        assertThat(unpack(join(gzip(text("a")), gzip(large), gzip(text("c")))))
                .isEqualTo(join(text("a"), large, text("c")));
        assertThat(unpack(join(gzip(text("a")), new byte[500]))).isEqualTo(text("a"));
        assertThat(unpack(join(gzip(text("a")), new byte[500], gzip(text("b")), text("\r\n \t"), gzip(text("c")))))
                .isEqualTo(text("abc"));
    }

    @Test
    void skipsWhatAHeaderMayHold() throws IOException {
        byte[] packed = gzip(text("a"));
        byte[] header = Arrays.copyOf(packed, 10);
        header[3] = 4 | 8 | 16 | 2;
        byte[] more = {2, 0, 'x', 'y', 'n', 0, 'c', 0, 1, 2};
        assertThat(unpack(join(header, more, Arrays.copyOfRange(packed, 10, packed.length))))
                .isEqualTo(text("a"));
    }

    @Test
    void whatIsCutShortIsAnErrorWhereverItIsCut() throws IOException {
        byte[] first = gzip(text("some text, some text"));
        byte[] both = join(first, gzip(text("more")));
        for (int length = 0; length < both.length; length++) {
            byte[] cut = Arrays.copyOf(both, length);
            if (length == 0 || length == first.length) {
                continue;
            }
            assertThatThrownBy(() -> unpack(cut)).as("cut to " + length).isInstanceOf(IOException.class);
        }
    }

    @Test
    void damageIsAnError() throws IOException {
        byte[] packed = gzip(text("some text"));
        assertThatThrownBy(() -> unpack(join(packed, text("garbage"))))
                .hasMessageContaining("expected the end or one more member");
        packed[packed.length - 6] ^= 1;
        assertThatThrownBy(() -> unpack(packed)).hasMessageContaining("checksum");
        assertThatThrownBy(() -> unpack(text("no gzip at all"))).hasMessageContaining("expected gzip");
    }
}
