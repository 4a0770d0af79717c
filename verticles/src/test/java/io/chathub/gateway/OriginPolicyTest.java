package io.chathub.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    assertThat(listed.allows("http://" + HOST, HOST)).isFalse();
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
