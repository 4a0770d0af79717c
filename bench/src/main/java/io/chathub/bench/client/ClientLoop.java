package io.chathub.bench.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/**
 * The one thread that all sockets of a generator live on. Its public methods are for the thread of
 * the command, which waits in them, at most a minute each. Opens at most 64 connections at a time;
 * every 20,000 connections come from a loopback address of their own, so that ports don't run out.
 */
public final class ClientLoop implements AutoCloseable {

  private static final int OPENING_MAX = 64;
  private static final int PER_ADDRESS = 20_000;
  private static final int WAIT_S = 60;

  private final InetSocketAddress server;
  private final MultiThreadIoEventLoopGroup group;
  private final EventLoop loop;
  private final EventScan scan = new EventScan();
  private int opened;

  public ClientLoop(InetSocketAddress server) {
    this.server = server;
    IoHandlerFactory io =
        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    group = new MultiThreadIoEventLoopGroup(1, io);
    loop = group.next();
  }

  public EventLoop loop() {
    return loop;
  }

  /** Signs every token in, in order; the listener of the i-th is the i-th listener. */
  public List<Client> openAll(List<String> tokens, IntFunction<ClientListener> listeners)
      throws InterruptedException, ExecutionException, TimeoutException {
    Semaphore opening = new Semaphore(OPENING_MAX);
    List<CompletableFuture<Client>> ready = new ArrayList<>(tokens.size());
    for (int i = 0; i < tokens.size(); i++) {
      if (!opening.tryAcquire(WAIT_S, TimeUnit.SECONDS)) {
        throw new TimeoutException("after " + i + " connections");
      }
      ready.add(
          open(tokens.get(i), listeners.apply(i))
              .whenComplete((client, failure) -> opening.release()));
    }
    List<Client> clients = new ArrayList<>(tokens.size());
    for (CompletableFuture<Client> each : ready) {
      clients.add(each.get(WAIT_S, TimeUnit.SECONDS));
    }
    return clients;
  }

  /** Runs the call on the loop and waits for what it gives. */
  public <T> T call(Callable<T> call)
      throws InterruptedException, ExecutionException, TimeoutException {
    return loop.submit(call).get(WAIT_S, TimeUnit.SECONDS);
  }

  /** As {@link #call}, for what gives nothing. */
  public void run(Runnable task) throws InterruptedException, ExecutionException, TimeoutException {
    loop.submit(task).get(WAIT_S, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }

  private CompletableFuture<Client> open(String token, ClientListener listener) {
    String authority = server.getAddress().getHostAddress() + ":" + server.getPort();
    Client client = new Client(token, authority, scan, listener);
    Class<? extends SocketChannel> channel =
        Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
    Bootstrap bootstrap =
        new Bootstrap()
            .group(group)
            .channel(channel)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(client);
    int address = opened++ / PER_ADDRESS;
    if (address > 0) {
      bootstrap.localAddress("127.0.0." + (1 + address), 0);
    }
    ChannelFuture connected = bootstrap.connect(server);
    connected.addListener(
        (ChannelFutureListener)
            future -> {
              if (!future.isSuccess()) {
                client.ready().completeExceptionally(future.cause());
              }
            });
    return client.ready();
  }
}
