package io.chathub.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Only trusted proxies are believed, and only about what they saw. */
class ClientAddressTest {

  private static final String PROXY = "10.0.0.1";
  private static final String OTHER_PROXY = "10.0.0.2";
  private static final String CLIENT = "203.0.113.7";

  private final ClientAddress addresses = new ClientAddress(Set.of(PROXY, OTHER_PROXY));

  @Test
  void withoutAProxyItIsThePeer() {
    assertThat(nearest(CLIENT)).isEqualTo(CLIENT);
    assertThat(nearest(CLIENT, "198.51.100.1")).isEqualTo(CLIENT);
    assertThat(nearest(CLIENT, PROXY)).isEqualTo(CLIENT);
  }

  @Test
  void aTrustedProxyIsBelieved() {
    assertThat(nearest(PROXY, CLIENT)).isEqualTo(CLIENT);
    assertThat(nearest(PROXY, CLIENT + ", " + OTHER_PROXY)).isEqualTo(CLIENT);
  }

  @Test
  void whatTheClientSaidOfItselfIsNot() {
    assertThat(nearest(PROXY, "198.51.100.1, " + CLIENT)).isEqualTo(CLIENT);
    assertThat(nearest(PROXY, "198.51.100.1," + CLIENT + "," + OTHER_PROXY)).isEqualTo(CLIENT);
  }

  @Test
  void aHeaderThatTheProxyAddsComesLast() {
    assertThat(nearest(PROXY, "198.51.100.1", CLIENT)).isEqualTo(CLIENT);
    assertThat(nearest(PROXY, "198.51.100.1", CLIENT, OTHER_PROXY)).isEqualTo(CLIENT);
  }

  @Test
  void aProxyThatSaysNothingIsTheClient() {
    assertThat(nearest(PROXY)).isEqualTo(PROXY);
    assertThat(nearest(PROXY, "")).isEqualTo(PROXY);
    assertThat(nearest(PROXY, " , ,")).isEqualTo(PROXY);
    assertThat(nearest(PROXY, CLIENT + ",")).isEqualTo(CLIENT);
    assertThat(nearest(PROXY, PROXY + "," + OTHER_PROXY)).isEqualTo(PROXY);
  }

  @Test
  void aProxyMayBeOneOfARange() {
    ClientAddress inside = new ClientAddress(Set.of("10.0.0.0/8", "fd00::/8", "127.0.0.1", "::1"));

    assertThat(nearest(inside, "10.9.9.9", CLIENT + ", 10.1.1.1")).isEqualTo(CLIENT);
    assertThat(nearest(inside, "fd12::1", CLIENT)).isEqualTo(CLIENT);
    assertThat(nearest(inside, "0:0:0:0:0:0:0:1", CLIENT)).isEqualTo(CLIENT);
    assertThat(nearest(inside, "::ffff:127.0.0.1", CLIENT)).isEqualTo(CLIENT);
    assertThat(nearest(inside, "11.0.0.1", CLIENT)).isEqualTo("11.0.0.1");
  }

  @Test
  void whatAProxyWritesBesideTheAddressIsLeftOut() {
    assertThat(nearest(PROXY, CLIENT + ":51234")).isEqualTo(CLIENT);
    assertThat(nearest(PROXY, "[2001:db8::1]:51234")).isEqualTo("2001:db8::1");
    assertThat(nearest(PROXY, CLIENT + ":1, " + OTHER_PROXY + ":2")).isEqualTo(CLIENT);
  }

  @Test
  void whereAProxyNamesNoAddressItIsTheProxy() {
    assertThat(nearest(PROXY, "unknown")).isEqualTo(PROXY);
    assertThat(nearest(PROXY, CLIENT + ", unknown, " + OTHER_PROXY)).isEqualTo(OTHER_PROXY);
    assertThat(nearest(PROXY, "localhost")).isEqualTo(PROXY);
  }

  private String nearest(String peer, String... forwarded) {
    return nearest(addresses, peer, forwarded);
  }

  private static String nearest(ClientAddress addresses, String peer, String... forwarded) {
    return addresses.nearest(IpAddress.parse(peer).orElseThrow(), List.of(forwarded)).toString();
  }
}
