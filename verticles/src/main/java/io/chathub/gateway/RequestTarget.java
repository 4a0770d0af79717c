package io.chathub.gateway;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Locale;

/**
 * What comes before any path: HTTP has targets that are none, and a router takes them for a fault
 * of its own. Answers those here, and what asks the server as a whole.
 */
public final class RequestTarget {

  /** Of a request's headers, at any port: cookies of a domain that many share. */
  public static final int HEADERS_BYTES_MAX = 32 << 10;

  private static final int NO_CONTENT = 204;

  private RequestTarget() {}

  /**
   * Answers what is for no path; says whether it did.
   *
   * @param methods that there are here, for {@code Allow}
   */
  public static boolean answers(HttpServerRequest request, String methods) {
    HttpMethod method = request.method();
    if (method.equals(HttpMethod.OPTIONS) && isForAll(request.uri())) {
      // A balancer's plainest check, too; it may name no host.
      request.response().setStatusCode(NO_CONTENT).putHeader(HttpHeaders.ALLOW, methods).end();
    } else if (method.equals(HttpMethod.CONNECT) || method.equals(HttpMethod.TRACE)) {
      request.response().putHeader(HttpHeaders.ALLOW, methods);
      refuse(request, Refusal.of(ErrorCode.WRONG_METHOD, "method not allowed"));
    } else if (!isPath(request)) {
      refuse(request, Refusal.malformed("target", "must be a path"));
    } else if (isHostUnclear(request)) {
      refuse(request, Refusal.malformed("host", "must be one host"));
    } else {
      return false;
    }
    return true;
  }

  private static boolean isForAll(String uri) {
    return uri.equals("*") || uri.equals("/");
  }

  private static boolean isPath(HttpServerRequest request) {
    String uri = request.uri().toLowerCase(Locale.ROOT);
    boolean isKnownForm =
        uri.startsWith("/") || uri.startsWith("http://") || uri.startsWith("https://");
    return isKnownForm && request.path() != null && request.path().startsWith("/");
  }

  /** HTTP/1.1 asks for one; what an older client leaves out is nobody's. */
  private static boolean isHostUnclear(HttpServerRequest request) {
    int named = request.headers().getAll(HttpHeaders.HOST).size();
    return named == 0
        ? request.version() != HttpVersion.HTTP_1_0
        : named > 1 || request.authority() == null;
  }

  private static void refuse(HttpServerRequest request, Refusal why) {
    HttpErrors.answer(request.response(), why.code().httpStatus(), why);
  }
}
