package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.chathub.scene.TestNode;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Asks as an internal service does: JSON objects by request and reply on the event bus. */
abstract class ServiceScene extends TalkScene {

  @CanIgnoreReturnValue
  JsonObject ask(String address, Object body) {
    return TestNode.await(node.vertx.eventBus().<JsonObject>request(address, body)).body();
  }

  /** The request fails with the code, and says something. */
  void assertRefused(int code, String address, Object body) {
    ReplyException failure = catchThrowableOfType(ReplyException.class, () -> ask(address, body));
    assertThat(failure).as("%s is refused", body).isNotNull();
    assertThat(failure.failureCode()).as("%s: %s", body, failure.getMessage()).isEqualTo(code);
    assertThat(failure.getMessage()).isNotEmpty();
  }

  /** An object of these names and values in turn. */
  static JsonObject json(Object... namesAndValues) {
    JsonObject object = new JsonObject();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return object;
  }

  static JsonArray array(Object... values) {
    return JsonArray.of(values);
  }
}
