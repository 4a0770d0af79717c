package io.chathub.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts text frames into the form of the wire, and flushes the sockets of one event loop once a
 * turn: a frame for many is encoded once, and many frames for one leave in one system call. Not
 * thread safe: owned by its event loop.
 *
 * <p>Frames of a server are not masked, so their bytes are the same for every socket.
 */
final class FrameWriter {

  /** What is to be flushed at the end of a turn. */
  interface Flushable {
    void flush();
  }

  private static final int FIN_AND_TEXT = 0x81;
  private static final int HEADER_MAX = 10;
  private static final int TWO_BYTE_LENGTH = 126;
  private static final int EIGHT_BYTE_LENGTH = 127;

  private final EventLoop loop;
  private final List<Flushable> dirty = new ArrayList<>();

  /** What was encoded last in this turn: a broadcast asks for the same again and again. */
  private byte[] lastText;

  private ByteBuf lastFrame;
  private boolean isScheduled;

  FrameWriter(EventLoop loop) {
    this.loop = loop;
  }

  /** The frame's bytes; the caller releases them, or hands them to a channel. */
  ByteBuf encode(ByteBufAllocator allocator, byte[] utf8) {
    if (utf8 != lastText) {
      releaseLast();
      lastFrame = frame(allocator, utf8);
      lastText = utf8;
      schedule();
    }
    return lastFrame.retainedDuplicate();
  }

  /** Has something flushed at the end of this turn. Ask once a turn. */
  void flushLater(Flushable socket) {
    dirty.add(socket);
    schedule();
  }

  private void schedule() {
    if (!isScheduled) {
      isScheduled = true;
      loop.execute(this::endTurn);
    }
  }

  private void endTurn() {
    isScheduled = false;
    releaseLast();
    // By index: a flush may close a socket, and that may write to another one.
    for (int i = 0; i < dirty.size(); i++) {
      dirty.get(i).flush();
    }
    dirty.clear();
  }

  private void releaseLast() {
    if (lastFrame != null) {
      lastFrame.release();
      lastFrame = null;
      lastText = null;
    }
  }

  private static ByteBuf frame(ByteBufAllocator allocator, byte[] utf8) {
    ByteBuf frame = allocator.directBuffer(utf8.length + HEADER_MAX);
    frame.writeByte(FIN_AND_TEXT);
    if (utf8.length < TWO_BYTE_LENGTH) {
      frame.writeByte(utf8.length);
    } else if (utf8.length <= 0xFFFF) {
      frame.writeByte(TWO_BYTE_LENGTH).writeShort(utf8.length);
    } else {
      frame.writeByte(EIGHT_BYTE_LENGTH).writeLong(utf8.length);
    }
    return frame.writeBytes(utf8);
  }
}
