package io.chathub.client;

import io.chathub.bus.BusNetwork;
import io.chathub.bus.ServiceAddress;
import io.chathub.bus.ServiceBus;
import io.chathub.bus.Subscription;
import io.chathub.bus.Topics;
import io.chathub.bus.Unreadable;
import io.chathub.cluster.Cluster;
import io.chathub.cluster.ClusterConfig;
import io.chathub.cluster.HazelcastSettings;
import io.chathub.model.Chat;
import io.chathub.model.ChatId;
import io.chathub.model.ChatPatch;
import io.chathub.model.ErrorCode;
import io.chathub.model.Message;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.chathub.protocol.AnswerCodec;
import io.chathub.protocol.ApiCodec;
import io.chathub.protocol.Event;
import io.chathub.protocol.RequestCodec;
import io.chathub.protocol.ServiceAnswer;
import io.chathub.protocol.ServiceEvent;
import io.chathub.protocol.ServiceRequest;
import io.chathub.protocol.ServiceRequest.Target;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The hub, as a service of yours sees it: what you may ask, and what you may listen to. It talks
 * over the event bus of a {@code Vertx} that has joined the hub's cluster. Thread safe.
 *
 * <p><b>Requests</b> fail with a {@link Refusal}, always. Its code is the hub's, or {@link
 * ErrorCode#UNAVAILABLE} where no node serves the request now, or {@link ErrorCode#TIMED_OUT} where
 * none answered within {@link ClientConfig#deadline}; then it may have been done. {@link #putChat},
 * {@link #patchChat}, {@link #getChat}, {@link #presence}, and {@link #publishToChat} and {@link
 * #publishToUsers} of a message with a {@code cid} do and answer the same when asked twice: they
 * are asked again as often as {@link ClientConfig#retries} says. The others are asked once.
 *
 * <p><b>Events</b> come at most once to each client that listens, and only while it does: what is
 * published while this process is cut off is missed. An event that cannot be read is logged with
 * the id of its message, and told to {@link #onUnreadable}; what a listener throws is logged. A
 * subscription completes when the cluster knows of it; within about a tenth of a second every node
 * does. To find what was missed, ask the hub.
 *
 * <p><b>Threads:</b> futures complete, and listeners run, on the Vert.x context that asked or
 * subscribed; called from another thread, on an event loop. Neither may block it.
 */
public final class HubClient {

  private final ServiceBus bus;
  private final long deadlineMs;
  private final Retries retries;
  private final Supplier<Future<Void>> departure;
  private final List<Consumer<Unreadable>> unreadable = new CopyOnWriteArrayList<>();

  private HubClient(Vertx vertx, ClientConfig config, Supplier<Future<Void>> departure) {
    bus = new ServiceBus(vertx);
    deadlineMs = config.deadline().toMillis();
    retries = new Retries(config.retries(), (ms, work) -> vertx.setTimer(ms, id -> work.run()));
    this.departure = departure;
  }

  /** Joins with a bus in plain text on any port, by {@link ClientConfig#DEFAULT}. */
  public static Future<HubClient> join(ClusterConfig cluster) {
    BusNetwork bus = new BusNetwork(cluster.host(), 0, Optional.empty());
    return join(cluster, bus, ClientConfig.DEFAULT);
  }

  /**
   * Joins the hub's cluster as a member that holds no data and serves no chats, with a {@code
   * Vertx} of its own. Fails with {@code IllegalStateException} where it cannot, because no node of
   * the hub is there, for example, or the port is taken.
   *
   * @param cluster name, failure timeout and where the nodes are as the hub has them; host and port
   *     are this process's own
   * @param bus as the hub has it, with a certificate where it asks for one; the host is this
   *     process's own
   */
  public static Future<HubClient> join(ClusterConfig cluster, BusNetwork bus, ClientConfig config) {
    // Else Vert.x makes a directory for what it unpacks, which stays when the process is killed.
    FileSystemOptions files = new FileSystemOptions().setClassPathResolvingEnabled(false);
    return Cluster.join(
            new VertxOptions().setFileSystemOptions(files),
            bus,
            HazelcastSettings.ofService(cluster))
        .map(joined -> new HubClient(joined.vertx(), config, joined::leave));
  }

  /** On a {@code Vertx} of yours, by {@link ClientConfig#DEFAULT}. */
  public static HubClient of(Vertx vertx) {
    return of(vertx, ClientConfig.DEFAULT);
  }

  /**
   * On a {@code Vertx} of yours, which stays yours to close.
   *
   * @param vertx a member of the hub's cluster
   */
  public static HubClient of(Vertx vertx, ClientConfig config) {
    return new HubClient(vertx, config, Future::succeededFuture);
  }

  /** Signs a user in: the token is for the user's page. Each call makes another session. */
  public Future<ServiceAnswer.SessionToken> createSession(SessionRequest session) {
    return ask(
        ServiceAddress.CREATE_SESSION,
        RequestCodec.createSession(session.asked()),
        AnswerCodec::session);
  }

  /** Ends the session of a token, and closes its connections. Gives how many there were, 0 or 1. */
  public Future<Integer> revokeToken(String token) {
    return revoke(new ServiceRequest.RevokeSessions(Optional.of(token), Optional.empty()));
  }

  /** Ends all sessions of a user, and closes the connections. Gives how many there were. */
  public Future<Integer> revokeUser(UserId user) {
    return revoke(new ServiceRequest.RevokeSessions(Optional.empty(), Optional.of(user)));
  }

  private Future<Integer> revoke(ServiceRequest.RevokeSessions sessions) {
    return ask(
        ServiceAddress.REVOKE_SESSIONS,
        RequestCodec.revokeSessions(sessions),
        AnswerCodec::revoked);
  }

  /** Makes a chat, or changes its members and state. Gives the chat as it is now. */
  public Future<Chat> putChat(ChatSpec chat) {
    RawJson body = RequestCodec.putChat(chat.asked());
    return retries.call(() -> ask(ServiceAddress.PUT_CHAT, body, AnswerCodec::chat));
  }

  /**
   * Changes a chat, and nothing of it that the patch does not name. Gives the chat as it is now.
   * Fails with {@link ErrorCode#NO_SUCH_CHAT} where there is none.
   */
  public Future<Chat> patchChat(ChatId chat, ChatPatch patch) {
    RawJson body = RequestCodec.patchChat(new ServiceRequest.PatchChat(chat, patch));
    return retries.call(() -> ask(ServiceAddress.PATCH_CHAT, body, AnswerCodec::chat));
  }

  /** A chat as it is now. Fails with {@link ErrorCode#NO_SUCH_CHAT} where there is none. */
  public Future<Chat> getChat(ChatId chat) {
    RawJson body = RequestCodec.getChat(chat);
    return retries.call(() -> ask(ServiceAddress.GET_CHAT, body, AnswerCodec::chat));
  }

  /**
   * Says something in a chat, open or closed, where it is stored. Fails with {@link
   * ErrorCode#NO_SUCH_CHAT}, {@link ErrorCode#TOO_LARGE}.
   */
  public Future<ServiceAnswer.Published> publishToChat(ChatId chat, SystemMessage message) {
    return publish(new Target.InChat(chat), message);
  }

  /**
   * Says something to users, each in the own system chat, where it is stored. Where it fails, some
   * of them may have got it: send it again with the same {@code cid}.
   *
   * @param users at most 1000
   */
  public Future<ServiceAnswer.Published> publishToUsers(
      Collection<UserId> users, SystemMessage message) {
    return publish(new Target.ToUsers(List.copyOf(users)), message);
  }

  /** Says something to the users of a role who are connected now. It is not stored. */
  public Future<ServiceAnswer.Published> publishToRole(String role, SystemMessage message) {
    return publish(new Target.Connected(Optional.of(role)), message);
  }

  /** Says something to everybody who is connected now. It is not stored. */
  public Future<ServiceAnswer.Published> publishToAll(SystemMessage message) {
    return publish(new Target.Connected(Optional.empty()), message);
  }

  private Future<ServiceAnswer.Published> publish(Target target, SystemMessage message) {
    RawJson body = RequestCodec.publish(message.to(target));
    boolean isIdempotent = message.cid().isPresent() && !(target instanceof Target.Connected);
    return isIdempotent ? retries.call(() -> publish(body)) : publish(body);
  }

  private Future<ServiceAnswer.Published> publish(RawJson body) {
    return ask(ServiceAddress.PUBLISH, body, AnswerCodec::published);
  }

  /**
   * Who of these is online, and since when that is so; one answer for each.
   *
   * @param users at most 1000
   */
  public Future<List<ApiCodec.Presence>> presence(Collection<UserId> users) {
    RawJson body = RequestCodec.queryPresence(users);
    return retries.call(() -> ask(ServiceAddress.QUERY_PRESENCE, body, AnswerCodec::presence));
  }

  /**
   * Erases the content of all that a user said, and ends the sessions. Takes at least half a
   * second. Where it fails, some of it may be done: ask again.
   */
  public Future<ServiceAnswer.Erased> eraseUser(UserId user) {
    return ask(ServiceAddress.ERASE_USER, RequestCodec.eraseUser(user), AnswerCodec::erased);
  }

  /** Hears of each message that is stored. */
  public Future<Subscription> onMessage(Consumer<Message> listener) {
    return listen(Topics.MESSAGE, AnswerCodec::message, listener);
  }

  /** Hears how far users have read. */
  public Future<Subscription> onRead(Consumer<Event.Read> listener) {
    return listen(Topics.READ, AnswerCodec::read, listener);
  }

  /** Hears of users who come and go. */
  public Future<Subscription> onPresence(Consumer<ServiceEvent.PresenceChanged> listener) {
    return listen(Topics.PRESENCE, AnswerCodec::presenceChanged, listener);
  }

  /** Hears of messages with members who are not connected: whom to send a push notification. */
  public Future<Subscription> onUnreached(Consumer<ServiceEvent.Unreached> listener) {
    return listen(Topics.UNREACHED, AnswerCodec::unreached, listener);
  }

  /** Hears of sessions that begin and that are revoked. */
  public Future<Subscription> onSession(Consumer<ServiceEvent.SessionChanged> listener) {
    return listen(Topics.SESSION, AnswerCodec::sessionChanged, listener);
  }

  /**
   * Hears of each event of this client's subscriptions that it could not read, whose id is logged
   * in any case. What the hub takes can be read: there is one where a node of another version, or
   * somebody else, published it.
   */
  public Subscription onUnreadable(Consumer<Unreadable> listener) {
    unreadable.add(listener);
    return () -> {
      unreadable.remove(listener);
      return Future.succeededFuture();
    };
  }

  private <T> Future<Subscription> listen(
      String topic, Function<RawJson, T> decode, Consumer<T> listener) {
    return bus.listen(
        topic, decode, listener, event -> unreadable.forEach(told -> told.accept(event)));
  }

  /**
   * Leaves the cluster where it {@link #join joined} it; a {@code Vertx} of yours stays as it is.
   */
  public Future<Void> close() {
    return departure.get();
  }

  private <T> Future<T> ask(String address, RawJson body, Function<RawJson, T> decode) {
    return bus.request(address, body, deadlineMs)
        .compose(
            answer -> {
              try {
                return Future.succeededFuture(decode.apply(answer));
              } catch (Refusal malformed) {
                String message = "the hub's answer cannot be read: " + malformed.getMessage();
                return Future.failedFuture(Refusal.of(ErrorCode.INTERNAL, message));
              }
            });
  }
}
