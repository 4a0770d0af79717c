package io.chathub.library;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * A library in the jar, known by the size and checksum that the jar's directory has of it: to
 * compare a file with it costs one pass over the file, and nothing is unpacked. A checksum finds
 * damage and what another version wrote; that nobody else wrote the file is up to {@link
 * LibraryFolder}. Blocking. Immutable.
 */
final class NativeLibrary {

  private static final int BUFFER_BYTES = 1 << 16;

  private final URL url;
  private final long size;
  private final long checksum;

  private NativeLibrary(URL url, long size, long checksum) {
    this.url = url;
    this.size = size;
    this.checksum = checksum;
  }

  static Optional<NativeLibrary> inJar(String resource) throws IOException {
    URL url = NativeLibrary.class.getResource("/" + resource);
    return url == null ? Optional.empty() : Optional.of(at(url));
  }

  static NativeLibrary at(URL url) throws IOException {
    URLConnection connection = url.openConnection();
    if (connection instanceof JarURLConnection jar) {
      JarEntry entry = jar.getJarEntry();
      return new NativeLibrary(url, entry.getSize(), entry.getCrc());
    }
    try (InputStream in = connection.getInputStream()) {
      Sum sum = Sum.of(in);
      return new NativeLibrary(url, sum.size, sum.checksum);
    }
  }

  /** Of these bytes and no others. */
  String key() {
    return HexFormat.of().toHexDigits((int) checksum) + "-" + size;
  }

  /** Whether this file, which is no link, holds it. */
  boolean isIn(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) != size) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return Sum.of(in).checksum == checksum;
    }
  }

  /** Writes it into a file that is not there yet. */
  void writeTo(Path file) throws IOException {
    Ownership.makeFile(file);
    try (InputStream in = url.openStream();
        OutputStream out = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
      }
    }
  }

  private record Sum(long size, long checksum) {

    static Sum of(InputStream in) throws IOException {
      CheckedInputStream checked = new CheckedInputStream(in, new CRC32());
      byte[] buffer = new byte[BUFFER_BYTES];
      long size = 0;
      for (int read = checked.read(buffer); read >= 0; read = checked.read(buffer)) {
        size += read;
      }
      return new Sum(size, checked.getChecksum().getValue());
    }
  }
}
