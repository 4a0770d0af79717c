package io.chathub.gateway;

import io.chathub.protocol.CloseCode;

/**
 * One WebSocket as a connection uses it. Not thread safe: owned by the event loop of the
 * connection.
 */
interface Socket {

  /** Whether the network takes more now; when it does again, the listener hears of it. */
  boolean isWritable();

  /** Bytes written but not yet taken by the kernel. */
  long pendingBytes();

  /**
   * Writes a text frame; it leaves at the end of the loop's turn.
   *
   * @param utf8 shared with other sockets: not changed by anyone
   */
  void write(byte[] utf8);

  /** Writes a WebSocket ping. */
  void ping();

  /** Stops reading, so that the client's kernel holds what it sends. */
  void pause();

  void resume();

  /** Closes with the code; the TCP connection goes when the client agrees, or after a while. */
  void close(CloseCode code);

  /** What happens at the socket; called on its event loop. */
  interface Listener {

    /** A whole text message. The array is the listener's. */
    void onText(byte[] utf8);

    /** A binary frame, or a message larger than allowed. */
    void onForbidden(CloseCode code);

    /** Any frame: the client lives. */
    void onHeard();

    void onWritable();

    /** The client closes; {@link #onClosed} follows. */
    void onClosing();

    void onClosed();
  }
}
