package io.chathub.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses are compared as such, whatever way they are written in. */
class IpAddressTest {

  @ParameterizedTest
  @CsvSource({
    "::1,0:0:0:0:0:0:0:1",
    "2001:DB8::A,2001:db8:0:0::a",
    "::ffff:192.0.2.1,192.0.2.1",
    "::ffff:c000:201,192.0.2.1",
    "fe80::1%eth0,fe80::1",
  })
  void oneAddressIsOne(String one, String other) {
    assertThat(address(one)).isEqualTo(address(other));
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1,192.0.2.1",
    "192.0.2.1:51234,192.0.2.1",
    "2001:db8::1,2001:db8::1",
    "[2001:db8::1],2001:db8::1",
    "[2001:db8::1]:443,2001:db8::1",
    "'\"[2001:db8::1]:443\"',2001:db8::1",
    "[::ffff:192.0.2.1]:80,192.0.2.1",
    "fe80::1%3,fe80::1",
  })
  void aProxyMayNameItWithAPort(String hop, String address) {
    assertThat(IpAddress.parseHop(hop)).hasValue(address(address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "unknown", "_hidden", "localhost", "example.org", "1.2.3", "1.2.3.4.5", "256.1.1.1",
        "[::1", "::1]", "1.2.3.4:x", "[example.org]:80", "1.2.3.4:123456", "\"", "::g", "1.2.3.4 "
      })
  void whatIsNoneIsNeverLookedUp(String text) {
    assertThat(IpAddress.parseHop(text)).isEmpty();
  }

  @Test
  void aClientHasANetworkOfIpv6OrAnAddressOfIpv4() {
    assertThat(address("2001:db8:1:2::1").client())
        .isEqualTo(address("2001:db8:1:2:a:b:c:d").client());
    assertThat(address("2001:db8:1:2::1").client())
        .isNotEqualTo(address("2001:db8:1:3::1").client());
    assertThat(address("192.0.2.1").client()).isNotEqualTo(address("192.0.2.2").client());
    assertThat(address("::ffff:192.0.2.1").client()).isEqualTo(address("192.0.2.1"));
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,10.255.0.1,true",
    "10.0.0.0/8,11.0.0.1,false",
    "10.1.2.3/8,10.9.9.9,true",
    "10.0.0.0/8,::ffff:10.1.1.1,true",
    "::ffff:10.0.0.0/104,10.1.1.1,true",
    "192.0.2.7,192.0.2.7,true",
    "192.0.2.7,192.0.2.6,false",
    "192.0.2.7/32,192.0.2.6,false",
    "192.0.2.6/31,192.0.2.7,true",
    "0.0.0.0/0,203.0.113.9,true",
    "0.0.0.0/0,::1,false",
    "::/0,2001:db8::1,true",
    "::/0,192.0.2.1,false",
    "fd00::/8,fdff::1,true",
    "fd00::/8,fe00::1,false",
    "2001:db8::/65,2001:db8::7fff:0:0:1,true",
    "2001:db8::/65,2001:db8::8000:0:0:1,false",
    "::1,0:0:0:0:0:0:0:1,true",
    "::1,127.0.0.1,false",
  })
  void aRangeHoldsWhatAgrees(String range, String address, boolean isIn) {
    assertThat(AddressRange.parse(range).orElseThrow().contains(address(address))).isEqualTo(isIn);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "::/129",
        "10.0.0.0/8/8",
        "10.0.0.0/-1",
        "10.0.0/8",
        "example.org",
        "10.0.0.1:80",
        "[::1]",
        "10.*",
        "10.0.0.0-10.0.0.9",
        "10.0.0.0/255.0.0.0"
      })
  void whatIsNoRangeIsNone(String text) {
    assertThat(AddressRange.parse(text)).isEmpty();
  }

  private static IpAddress address(String text) {
    return IpAddress.parse(text).orElseThrow();
  }
}
