package io.chathub.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RespGuardTest {

  private static final String HELLO =
      "%3\r\n$6\r\nserver\r\n$5\r\nredis\r\n$5\r\nproto\r\n:3\r\n$7\r\nmodules\r\n*0\r\n";

  private final RespGuard guard = new RespGuard(1_000);
  private final EmbeddedChannel channel = new EmbeddedChannel(guard);

  private void arrives(String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
  }

  private String passed() {
    StringBuilder all = new StringBuilder();
    for (ByteBuf read = channel.readInbound(); read != null; read = channel.readInbound()) {
      all.append(read.toString(StandardCharsets.ISO_8859_1));
      var unused = read.release();
    }
    return all.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        HELLO,
        "+OK\r\n-ERR no\r\n:-12\r\n,1.5\r\n,-inf\r\n#t\r\n_\r\n",
        "$-1\r\n*-1\r\n$0\r\n\r\n*0\r\n$4\r\na\r\nb\r\n",
        "*2\r\n*2\r\n:1\r\n$1\r\nx\r\n~1\r\n+y\r\n=7\r\ntxt:abc\r\n"
      })
  void whatAServerSaysPassesAsItIsHoweverItIsCut(String text) {
    guard.expect(100);
    arrives(text);
    assertThat(passed()).isEqualTo(text);
    for (int i = 0; i < text.length(); i++) {
      arrives(text.substring(i, i + 1));
    }
    assertThat(passed()).isEqualTo(text);
    assertThat(guard.violation()).isEmpty();
    assertThat(channel.isOpen()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*2000000000\r\n",
        "%1000000000\r\n",
        "~2000000000\r\n",
        ">2000000000\r\n",
        "|2000000000\r\n",
        "$2147483647\r\n",
        "$1001\r\n",
        "=536870912\r\n",
        "*99999999999999999999999\r\n",
        "*-2\r\n",
        "*x\r\n",
        "$\r\n",
        ":12a\r\n",
        ":99999999999999999999\r\n",
        ",1.x\r\n",
        "#x\r\n",
        "?\r\n",
        "\r\n",
        "$1\r\nab\r\n",
        "$1\r\na\n",
        "+a\rb\r\n",
        "*2\r\n*200000\r\n*200000\r\n",
        "*2\r\n$600\r\n",
      })
  void whatIsTooMuchOrNoAnswerEndsTheConnectionBeforeTheParserSeesIt(String text) {
    arrives(text.startsWith("*2\r\n$600") ? text + "x".repeat(600) + "\r\n$600\r\n" : text);
    assertThat(channel.isOpen()).isFalse();
    assertThat(guard.violation()).isPresent();
    assertThat(passed()).isEmpty();
  }

  @Test
  void whatIsNestedTooDeepEndsTheConnection() {
    arrives("*1\r\n".repeat(17));
    assertThat(channel.isOpen()).isFalse();
    assertThat(guard.violation()).isPresent();
    assertThat(passed()).isEmpty();
  }

  @Test
  void aLineThatNeverEndsIsCut() {
    for (int i = 0; i <= RespGuard.LINE_MAX / 1_000 && channel.isOpen(); i++) {
      arrives((i == 0 ? "+" : "") + "x".repeat(1_000));
    }
    assertThat(guard.violation()).hasValueSatisfying(why -> assertThat(why).contains("line"));
  }

  @Test
  void answersThatNobodyAskedForEndTheConnection() {
    arrives("+OK\r\n".repeat(8));
    assertThat(guard.violation()).isEmpty();
    guard.expect(1);
    arrives("+OK\r\n");
    assertThat(guard.violation()).isEmpty();
    arrives("+OK\r\n");
    assertThat(guard.violation()).isPresent();
  }
}
