package io.chathub.hub;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.chathub.bus.NodeId;
import io.chathub.bus.NodeRequests;
import io.chathub.bus.NodeRequests.Answer;
import io.chathub.hub.internal.JsonBody;
import io.chathub.model.ErrorCode;
import io.chathub.model.RawJson;
import io.vertx.core.Future;

/** The way to have another node reach this one: it is asked to ask back. Thread safe. */
final class Reach {

  private static final String REACH = "reach";
  private static final String ECHO = "echo";
  private static final RawJson NOTHING = RawJson.of("{}");

  private final NodeRequests requests;
  private final NodeId self;

  Reach(NodeRequests requests, NodeId self) {
    this.requests = requests;
    this.self = self;
  }

  /** Has other nodes answered; before they can ask. */
  void serve() {
    requests.serve(ECHO, nothing -> Future.succeededFuture(NOTHING));
    requests.serve(
        REACH,
        body -> {
          NodeId asker = new NodeId(JsonBody.object(body).path("node").asText());
          return requests.ask(asker, ECHO, NOTHING).compose(Reach::given);
        });
  }

  /** Succeeds when the node has reached this one, if only to say that it will not do so. */
  Future<Void> by(NodeId node) {
    RawJson body = JsonBody.raw(JsonNodeFactory.instance.objectNode().put("node", self.value()));
    return requests.ask(node, REACH, body).compose(Reach::reached);
  }

  /** Where there is no answer at all, it is said to be unavailable; all else came over the bus. */
  static Future<Void> reached(Answer answer) {
    return answer instanceof Answer.Refused refused && refused.why().code() == ErrorCode.UNAVAILABLE
        ? Future.failedFuture(refused.why())
        : Future.succeededFuture();
  }

  private static Future<RawJson> given(Answer answer) {
    return answer instanceof Answer.Given given
        ? Future.succeededFuture(given.body())
        : Future.failedFuture(((Answer.Refused) answer).why());
  }
}
