package io.chathub.scene;

import io.chathub.gateway.GatewayConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/** A key and a certificate of its own for localhost, as PEM files, made by the JDK's keytool. */
public final class SelfSigned {

  private static final String PASSWORD = "changeit";
  private static final String ALIAS = "hub";

  private SelfSigned() {}

  /** Writes a new pair into the directory, over the one that is there. */
  public static GatewayConfig.Tls write(Path dir) {
    Path store = dir.resolve("hub.p12");
    try {
      Files.deleteIfExists(store);
      run(store);
      KeyStore keys = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(store)) {
        keys.load(in, PASSWORD.toCharArray());
      }
      GatewayConfig.Tls tls =
          new GatewayConfig.Tls(dir.resolve("cert.pem"), dir.resolve("key.pem"));
      write(tls.cert(), "CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
      write(tls.key(), "PRIVATE KEY", keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
      return tls;
    } catch (IOException | GeneralSecurityException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void run(Path store) throws IOException, InterruptedException {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD,
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1")
            .inheritIO()
            .start();
    if (keytool.waitFor() != 0) {
      throw new AssertionError("keytool ended with " + keytool.exitValue());
    }
  }

  private static void write(Path file, String what, byte[] der) throws IOException {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n");
  }
}
