package io.chathub.bus;

import io.chathub.model.ErrorCode;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one node asks every node of the hub, itself included, for operators. Thread safe.
 *
 * <p>Usage: before {@link NodeChannel#start}, each node says {@code requests.serve("load", body ->
 * Future.succeededFuture(loadOfThisNode()))}. Then any node says {@code requests.askAll("load",
 * RawJson.NULL)} and gets, within two seconds, an {@link Answer} for each node that is a member of
 * the hub: what it said, or why it said nothing. The future never fails, so a node that hangs costs
 * its own row and no other. Alone ({@code Membership.alone}) it asks just this node, without the
 * event bus.
 */
public final class NodeRequests {

  private static final Logger LOG = LoggerFactory.getLogger(NodeRequests.class);
  private static final int GRANTED = 0;
  private static final int SIZE_HINT = 128;

  private final NodeChannel channel;
  private final Membership membership;
  private final Map<String, Function<RawJson, Future<RawJson>>> operations =
      new ConcurrentHashMap<>();

  /** What a node said, or why it said nothing. */
  public sealed interface Answer {

    record Given(RawJson body) implements Answer {}

    /** {@code UNAVAILABLE} where the node did not answer. */
    record Refused(Refusal why) implements Answer {}
  }

  public NodeRequests(NodeChannel channel, Membership membership) {
    this.channel = channel;
    this.membership = membership;
    channel.serve(NodeChannel.Kind.ASK, this::serve);
  }

  /**
   * Has a kind of request answered on this node. A {@link Refusal} reaches the asker with its code.
   */
  public void serve(String kind, Function<RawJson, Future<RawJson>> operation) {
    if (operations.putIfAbsent(kind, operation) != null) {
      throw new IllegalStateException("served already: " + kind);
    }
  }

  /** Asks every node of the hub. Never fails; this node's answer comes first. */
  public Future<Map<NodeId, Answer>> askAll(String kind, RawJson body) {
    List<NodeId> nodes = new ArrayList<>();
    List<Future<Answer>> answers = new ArrayList<>();
    nodes.add(membership.self());
    answers.add(
        answerHere(kind, body)
            .timeout(NodeChannel.ANSWER_MS, TimeUnit.MILLISECONDS)
            .<Answer>map(Answer.Given::new)
            .recover(NodeRequests::refused));
    for (NodeId node : membership.others()) {
      nodes.add(node);
      answers.add(ask(node, kind, body));
    }
    return Future.all(answers)
        .map(
            done -> {
              Map<NodeId, Answer> byNode = new LinkedHashMap<>();
              for (int i = 0; i < nodes.size(); i++) {
                byNode.put(nodes.get(i), answers.get(i).result());
              }
              return Collections.unmodifiableMap(byNode);
            });
  }

  /** Asks another node. Never fails. */
  public Future<Answer> ask(NodeId node, String kind, RawJson body) {
    Buffer question =
        NodeChannel.begin(NodeChannel.Kind.ASK, SIZE_HINT + body.length())
            .text(kind)
            .bytes(body.utf8())
            .toBuffer();
    return channel
        .request(node, question)
        .map(NodeRequests::read)
        .recover(
            failure -> {
              LOG.debug("no answer node={} cause={}", node, failure.toString());
              return refused(Refusal.of(ErrorCode.UNAVAILABLE, "the node does not answer"));
            });
  }

  private Future<RawJson> answerHere(String kind, RawJson body) {
    Function<RawJson, Future<RawJson>> operation = operations.get(kind);
    if (operation == null) {
      return Future.failedFuture(
          Refusal.of(ErrorCode.UNKNOWN_ACTION, "this node does not know: " + kind));
    }
    return Future.succeededFuture(body).compose(operation);
  }

  private Future<Buffer> serve(WireReader question) {
    String kind = question.text();
    RawJson body = new RawJson(question.bytes());
    question.end();
    return answerHere(kind, body)
        .map(
            answer ->
                new WireWriter(SIZE_HINT + answer.length())
                    .number(GRANTED)
                    .bytes(answer.utf8())
                    .toBuffer())
        .otherwise(
            failure -> {
              Refusal why = refusal(failure);
              return new WireWriter(SIZE_HINT)
                  .number(why.code().number())
                  .text(why.getMessage())
                  .toBuffer();
            });
  }

  private static Answer read(Buffer answer) {
    WireReader content = new WireReader(answer);
    int errcode = content.number();
    if (errcode == GRANTED) {
      return new Answer.Given(new RawJson(content.bytes()));
    }
    ErrorCode code = ErrorCode.byNumber(errcode).orElse(ErrorCode.INTERNAL);
    return new Answer.Refused(Refusal.of(code, content.text()));
  }

  private static Future<Answer> refused(Throwable failure) {
    return Future.succeededFuture(new Answer.Refused(refusal(failure)));
  }

  private static Refusal refusal(Throwable failure) {
    if (failure instanceof Refusal refusal) {
      return refusal;
    }
    if (failure instanceof TimeoutException) {
      return Refusal.of(ErrorCode.UNAVAILABLE, "the node does not answer");
    }
    LOG.error("a request of a node failed", failure);
    return Refusal.of(ErrorCode.INTERNAL, "internal error");
  }
}
