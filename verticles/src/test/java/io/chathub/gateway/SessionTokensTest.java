package io.chathub.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpServerRequest;
import java.lang.reflect.Proxy;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A token is the first of query parameter, sub-protocol and bearer. */
class SessionTokensTest {

  private static final String PROTOCOL = "sec-websocket-protocol";
  private static final String BEARER = "authorization";

  @Test
  void theQueryComesFirst() {
    Map<String, String> headers = Map.of(PROTOCOL, "offered", BEARER, "Bearer bearer");

    assertThat(SessionTokens.ofUpgrade(request(Map.of(PROTOCOL, "query"), headers)))
        .contains("query");
    assertThat(SessionTokens.ofUpgrade(request(Map.of(PROTOCOL, ""), headers))).contains("offered");
  }

  @Test
  void theFirstOfferedSubProtocolComesNext() {
    assertThat(
            SessionTokens.ofUpgrade(
                headers(Map.of(PROTOCOL, " one , two", BEARER, "Bearer bearer"))))
        .contains("one");
    assertThat(SessionTokens.ofUpgrade(headers(Map.of(PROTOCOL, " ", BEARER, "Bearer bearer"))))
        .contains("bearer");
  }

  @Test
  void theBearerComesLast() {
    assertThat(SessionTokens.ofUpgrade(headers(Map.of(BEARER, "Bearer t")))).contains("t");
    assertThat(SessionTokens.ofUpgrade(headers(Map.of()))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer t", "bearer t", "BEARER  t "})
  void aBearerIsOfAnyCase(String header) {
    assertThat(SessionTokens.ofBearer(headers(Map.of(BEARER, header)))).contains("t");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer   ", "Basic t", "t"})
  void anythingElseIsNone(String header) {
    assertThat(SessionTokens.ofBearer(headers(Map.of(BEARER, header)))).isEmpty();
  }

  private static HttpServerRequest headers(Map<String, String> headers) {
    return request(Map.of(), headers);
  }

  private static HttpServerRequest request(
      Map<String, String> params, Map<String, String> headers) {
    return (HttpServerRequest)
        Proxy.newProxyInstance(
            SessionTokensTest.class.getClassLoader(),
            new Class<?>[] {HttpServerRequest.class},
            (proxy, method, arguments) -> {
              Map<String, String> values =
                  switch (method.getName()) {
                    case "getParam" -> params;
                    case "getHeader" -> headers;
                    default -> throw new UnsupportedOperationException(method.getName());
                  };
              return values.get(arguments[0].toString().toLowerCase(Locale.ROOT));
            });
  }
}
