package io.chathub.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pages may talk to the hub. */
class OriginPolicyTest {

  private static final String HOST = "chat.example:8080";

  private final OriginPolicy ownHost = new OriginPolicy(Set.of());
  private final OriginPolicy listed = new OriginPolicy(Set.of("https://Shop.example"));
  private final OriginPolicy any = new OriginPolicy(Set.of("*"));

  @Test
  void whoIsNoPageIsWelcome() {
    assertThat(ownHost.allows(null, HOST)).isTrue();
    assertThat(ownHost.allows(null, null)).isTrue();
    assertThat(listed.allows(null, HOST)).isTrue();
    assertThat(listed.isCrossOrigin(null, HOST)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "http://chat.example:8080,true",
    "https://CHAT.example:8080,true",
    "http://chat.example,false",
    "ws://chat.example:8080,false",
    "HTTP://chat.example.:8080,true",
    "file://,false",
    "http://chat.example:8081,false",
    "http://evil.example:8080,false",
    "http://chat.example:8080.evil.example,false",
    "http://chat.example:8080@evil.example,false",
    "null,false",
    "not an origin,false",
    "http:,false",
    "'',false",
  })
  void pagesOfTheOwnHostMayByDefault(String origin, boolean isAllowed) {
    assertThat(ownHost.allows(origin, HOST)).isEqualTo(isAllowed);
    assertThat(ownHost.isCrossOrigin(origin, HOST)).isFalse();
  }

  @Test
  void withoutAHostNoPageMay() {
    assertThat(ownHost.allows("http://chat.example:8080", null)).isFalse();
  }

  @Test
  void listedPagesMayAndNoOthers() {
    assertThat(listed.allows("https://shop.example", HOST)).isTrue();
    assertThat(listed.allows("https://SHOP.example", HOST)).isTrue();
    assertThat(listed.allows("http://shop.example", HOST)).isFalse();
    assertThat(listed.allows("https://shop.example:444", HOST)).isFalse();
    assertThat(listed.allows("https://shop.example:443", HOST)).isTrue();
    assertThat(listed.allows("https://shop.example.", HOST)).isTrue();
  }

  @Test
  void thoseOfTheOwnHostMayWhateverIsListed() {
    assertThat(listed.allows("http://" + HOST, HOST)).isTrue();
    assertThat(listed.isCrossOrigin("http://" + HOST, HOST)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "https://chat.example,chat.example:443,true",
    "https://chat.example,chat.example,true",
    "https://chat.example:443,chat.example,true",
    "http://chat.example,chat.example:80,true",
    "http://chat.example,chat.example,true",
    "https://chat.example,chat.example:80,false",
    "https://chat.example,chat.example:8443,false",
    "https://chat.example:8443,chat.example,false",
    "https://chat.example,CHAT.Example.,true",
    "https://chat.example.,chat.example,true",
    "https://chat.example,chat.example.evil,false",
    "https://[::1]:8080,[0:0::1]:8080,true",
    "http://[::1],[::1]:80,true",
    "http://[::1],::1,false",
    "http://127.0.0.1,127.0.0.1,true",
    "http://localhost,127.0.0.1,false",
    "https://xn--mnchen-3ya.example,xn--mnchen-3ya.example,true",
    "capacitor://localhost,localhost,false",
    "https://chat.example,'',false",
    "https://chat.example,chat.example:,true",
    "https://chat.example,a@chat.example,false",
    "https://chat.example,'chat.example,evil.example',false",
  })
  void originsAndHostsAreComparedAsSuch(String origin, String host, boolean isAllowed) {
    assertThat(ownHost.allows(origin, host)).isEqualTo(isAllowed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "capacitor://localhost",
        "ionic://localhost",
        "app://obsidian.md",
        "chrome-extension://abcdefghijklmnop",
        "tauri://localhost",
        "http://localhost:3000",
        "http://127.0.0.1:3000",
        "http://[::1]:3000",
        "https://a_b.example",
        "file://",
        "null"
      })
  void whateverAPageOrAnAppSendsCanBeListed(String origin) {
    assertThat(OriginSetting.problems(Set.of(origin))).isEmpty();
    assertThat(new OriginPolicy(Set.of(origin)).allows(origin, HOST)).isTrue();
    assertThat(ownHost.allows(origin, HOST)).isFalse();
  }

  @Test
  void aNameIsListedAsItIsReadOrAsItIsSent() {
    OriginPolicy read = new OriginPolicy(Set.of("https://M\u00fcnchen.example"));

    assertThat(read.allows("https://xn--mnchen-3ya.example", HOST)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "https://chat.example/,https://chat.example",
    "https://chat.example/chat?a#b,https://chat.example",
    "chat.example,https://chat.example",
    "chat.example:8443/x,https://chat.example:8443",
    "wss://chat.example,https://chat.example",
    "ws://chat.example:1,http://chat.example:1",
    "https://ann:secret@chat.example,https://chat.example",
    "https://chat.example?x,https://chat.example",
    "//chat.example,scheme://host",
    "https://,scheme://host",
    "https://*.example.com,there are no patterns",
    "*.example.com,there are no patterns",
    "https://chat.example:99999,scheme://host",
    "https://chat.example:0,scheme://host",
    "https://chat.example:,scheme://host",
    "https://::1,scheme://host",
    "https://127.1,scheme://host",
    "https://300.1.1.1,scheme://host",
    "https://a..b,scheme://host",
    "ftp://chat.example,scheme://host",
    "about:blank,scheme://host",
    "https://stra\u00dfe.example,xn--",
  })
  void whatNoPageSendsIsRefusedWithWhatToWriteInstead(String origin, String advice) {
    assertThat(OriginSetting.problems(Set.of(origin)))
        .singleElement()
        .asString()
        .contains("is sent by no page")
        .contains(advice)
        .doesNotContain("secret");
  }

  @Test
  void anyPageMayWhereConfiguredSo() {
    assertThat(any.allows("http://evil.example", HOST)).isTrue();
    assertThat(any.allows("null", HOST)).isTrue();
  }

  @Test
  void pagesOfOtherHostsAreToldThatTheyMay() {
    assertThat(listed.isCrossOrigin("https://shop.example", HOST)).isTrue();
    assertThat(listed.isCrossOrigin("https://evil.example", HOST)).isFalse();
    assertThat(any.isCrossOrigin("https://evil.example", HOST)).isTrue();
    assertThat(any.isCrossOrigin("http://" + HOST, HOST)).isFalse();
  }
}
