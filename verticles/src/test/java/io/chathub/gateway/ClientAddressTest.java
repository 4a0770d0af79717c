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

  private String nearest(String peer, String... forwarded) {
    return addresses.nearest(peer, List.of(forwarded));
  }
}
