package io.chathub.bus;

import io.chathub.model.UserId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A gateway instance that writes down what it is given. */
final class RecordingPort implements LocalSockets.Port {

  final List<Parcel> parcels = new CopyOnWriteArrayList<>();
  final List<Broadcast> broadcasts = new CopyOnWriteArrayList<>();
  final List<CloseOrder> orders = new CopyOnWriteArrayList<>();
  int number;

  private final Context context;

  RecordingPort(Context context) {
    this.context = context;
  }

  /** The texts of the frames that came, in order. */
  List<String> texts() {
    return parcels.stream().map(parcel -> text(parcel.frame().utf8())).toList();
  }

  static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  @Override
  public Context context() {
    return context;
  }

  @Override
  public void deliver(Parcel parcel) {
    parcels.add(parcel);
  }

  @Override
  public void broadcast(Broadcast broadcast) {
    broadcasts.add(broadcast);
  }

  @Override
  public void close(CloseOrder order) {
    orders.add(order);
  }

  @Override
  public void recheckSessions() {
    throw new IllegalStateException("nobody has a session here");
  }

  @Override
  public List<ConnectionView> connectionsOf(UserId user) {
    return List.of();
  }

  @Override
  public Future<Void> drain(long periodMs) {
    return Future.succeededFuture();
  }
}
