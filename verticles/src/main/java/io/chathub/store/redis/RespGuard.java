package io.chathub.store.redis;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands before the parser of one connection and closes it where the server announces more than an
 * answer to us can be, or what is no answer: the parser would make room for whatever is announced.
 * It looks at headers alone and keeps nothing. Owned by the event loop of the connection; {@link
 * #expect} and {@link #violation} are thread safe.
 */
final class RespGuard extends ChannelInboundHandlerAdapter {

  /** Of one answer, all that is in it counted. */
  static final int ELEMENTS_MAX = 1 << 18;

  static final int DEPTH_MAX = 16;
  static final int LINE_MAX = 64 * 1024;
  private static final int NUMBER_MAX = 20;
  private static final long HEAP_SHARE = 16;
  private static final long BYTES_LEAST = 8L << 20;
  private static final long BYTES_MOST = 64L << 20;

  /** Answers to what the client asks by itself while it signs in. */
  private static final int HANDSHAKE = 8;

  private final long bytesMax;
  private final AtomicLong expected = new AtomicLong(HANDSHAKE);
  private final int[] left = new int[DEPTH_MAX]; // elements still to come, of each array
  private final byte[] start = new byte[NUMBER_MAX + 2]; // of the line
  private volatile String violation;
  private long answers;
  private int depth;
  private long elements;
  private long bytes;
  private int lineLength; // -1 within a text
  private long textLeft;
  private boolean hasReturn;

  RespGuard() {
    this(
        Math.min(BYTES_MOST, Math.max(BYTES_LEAST, Runtime.getRuntime().maxMemory() / HEAP_SHARE)));
  }

  /**
   * @param bytesMax of one answer
   */
  RespGuard(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** So many answers more may come. */
  void expect(int more) {
    var unused = expected.addAndGet(more);
  }

  /** Why the connection was closed, where that was done here. */
  Optional<String> violation() {
    return Optional.ofNullable(violation);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (violation == null && message instanceof ByteBuf read) {
      violation = look(read);
      if (violation != null) {
        var unused = context.close();
      }
    }
    if (violation == null) {
      context.fireChannelRead(message);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  /** What is wrong with it, or null. */
  private String look(ByteBuf read) {
    int at = read.readerIndex();
    int end = read.writerIndex();
    String wrong = null;
    while (at < end && wrong == null) {
      if (lineLength < 0 && textLeft > 0) {
        int skipped = (int) Math.min(textLeft, end - at);
        textLeft -= skipped;
        at += skipped;
      } else {
        wrong = take(read.getByte(at++));
      }
    }
    return wrong;
  }

  /** The next byte of a line, or of the line's end that follows a text. */
  private String take(byte next) {
    if (hasReturn) {
      hasReturn = false;
      return next == '\n' ? endOfLine() : "a line that does not end";
    }
    if (next == '\r') {
      hasReturn = true;
      return null;
    }
    if (lineLength < 0 || next == '\n') {
      return "a text that is longer than announced";
    }
    if (lineLength < start.length) {
      start[lineLength] = next;
    }
    return ++lineLength > LINE_MAX ? "a line of more than " + LINE_MAX + " bytes" : null;
  }

  private String endOfLine() {
    if (lineLength < 0) {
      lineLength = 0;
      return complete();
    }
    int length = lineLength;
    lineLength = 0;
    if (length == 0) {
      return "an empty line";
    }
    byte type = start[0];
    return switch (type) {
      case '+', '-' -> text(length);
      case ':' -> number(length) == null ? "a number that is none" : complete();
      case ',' -> isDecimal(length) ? complete() : "a number that is none";
      case '(', '#', '_' -> isPlain(type, length) ? complete() : "a value that is none";
      case '$', '=' -> announced(number(length));
      case '*', '~' -> array(number(length), 1);
      case '%' -> array(number(length), 2);
      default -> "what is no answer";
    };
  }

  private String text(int length) {
    bytes += length;
    return bytes > bytesMax ? tooLong(bytes) : complete();
  }

  private String announced(Long length) {
    if (length == null || length < -1) {
      return "a text of no length";
    }
    if (length < 0) {
      return complete();
    }
    bytes += length;
    if (bytes > bytesMax) {
      return tooLong(bytes);
    }
    textLeft = length;
    lineLength = -1;
    return null;
  }

  private String array(Long size, int each) {
    if (size == null || size < -1) {
      return "an array of no size";
    }
    if (size <= 0) {
      return complete();
    }
    if (size > ELEMENTS_MAX || elements + size * each > ELEMENTS_MAX) {
      return "an array of " + size + " elements, more than " + ELEMENTS_MAX + " in all";
    }
    if (depth == DEPTH_MAX) {
      return "arrays within arrays, more than " + DEPTH_MAX;
    }
    elements += size * each;
    left[depth++] = (int) (size * each);
    return null;
  }

  /** A value is there; and so may be all that it ends. */
  private String complete() {
    while (depth > 0 && --left[depth - 1] == 0) {
      depth--;
    }
    if (depth > 0) {
      return null;
    }
    elements = 0;
    bytes = 0;
    return ++answers > expected.get() ? "answers that nobody asked for" : null;
  }

  private String tooLong(long length) {
    return "an answer of " + length + " bytes, more than " + bytesMax;
  }

  /** The number behind the type, or null where there is none. */
  private Long number(int length) {
    if (length < 2 || length > NUMBER_MAX + 1) {
      return null;
    }
    try {
      return Long.valueOf(ascii(length));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private boolean isDecimal(int length) {
    if (length < 2 || length > start.length) {
      return length <= LINE_MAX && length > start.length; // long ones are digits, or fail later
    }
    String text = ascii(length);
    if (text.equals("inf") || text.equals("-inf") || text.equals("nan") || text.equals("-nan")) {
      return true;
    }
    try {
      return !Double.isNaN(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private boolean isPlain(byte type, int length) {
    return switch (type) {
      case '_' -> length == 1;
      case '#' -> length == 2 && (start[1] == 't' || start[1] == 'f');
      default -> length > 1 && length <= LINE_MAX;
    };
  }

  private String ascii(int length) {
    return new String(start, 1, length - 1, StandardCharsets.US_ASCII);
  }
}
