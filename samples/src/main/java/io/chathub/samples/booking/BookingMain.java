package io.chathub.samples.booking;

import io.chathub.bus.BusNetwork;
import io.chathub.client.ClientConfig;
import io.chathub.client.HubClient;
import io.chathub.cluster.ClusterConfig;
import io.chathub.cluster.PortProbe;
import io.chathub.model.UserId;
import io.chathub.samples.booking.BookingService.Notification;
import io.vertx.core.Future;
import java.io.PrintWriter;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Joins a hub's cluster, books one appointment, and stays to say whom to notify. */
@Command(
    name = "booking",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Books an appointment with a chat, and prints whom it would send a notification.")
public final class BookingMain implements Callable<Integer> {

  private static final int RETRIES = 2;
  private static final long PATIENCE_S = 60;

  @Option(names = "--members", split = ",", description = "Some nodes of the hub, as host:port.")
  private List<String> members = List.of("127.0.0.1:5701");

  @Option(names = "--cluster", description = "The name of the hub's cluster.")
  private String cluster = "chathub";

  @Option(names = "--host", description = "Our own address, which the nodes reach.")
  private String host = "127.0.0.1";

  @Option(names = "--port", description = "Our own port in the cluster.")
  private int port = 5711;

  @Option(names = "--booking", description = "Our number of the order.")
  private String booking = "1024";

  @Option(names = "--doctor", required = true, description = "The doctor's user id.")
  private String doctor;

  @Option(names = "--patient", required = true, description = "The patient's user id.")
  private String patient;

  @Option(names = "--at", required = true, description = "When, such as 2026-12-01T09:00.")
  private LocalDateTime at;

  @Option(names = "--once", description = "End after the booking.")
  private boolean once;

  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new BookingMain())
            .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command))
            .execute(args));
  }

  /** What failed, in a line, with its causes. */
  private static int explain(Exception failure, CommandLine command) {
    Throwable cause = failure instanceof ExecutionException ? failure.getCause() : failure;
    StringBuilder line = new StringBuilder("booking");
    for (; cause != null; cause = cause.getCause()) {
      line.append(": ").append(message(cause));
    }
    command.getErr().println(line);
    command.getErr().flush();
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static String message(Throwable failure) {
    if (failure instanceof TimeoutException) {
      return "the hub does not answer within " + PATIENCE_S + " s";
    }
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Appointment appointment = new Appointment(booking, new UserId(doctor), new UserId(patient), at);
    HubClient hub = await(join());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(hub)));
    BookingService service = new BookingService(hub);
    var unused = await(service.onNotification(notification -> print(out, notification)));
    print(out, await(service.book(appointment)));
    if (!once) {
      // Until Ctrl-C.
      new CountDownLatch(1).await();
    }
    return CommandLine.ExitCode.OK;
  }

  private Future<HubClient> join() {
    ClusterConfig joined =
        new ClusterConfig(
            cluster, host, port, members, Optional.empty(), ClusterConfig.DEFAULT.failureTimeout());
    BusNetwork bus = new BusNetwork(host, 0, Optional.empty());
    Optional<String> doubt = PortProbe.doubt(host, port);
    if (doubt.isPresent()) {
      return failed("--port: cannot listen on " + host + ":" + port + ": " + doubt.get(), null);
    }
    return HubClient.join(joined, bus, ClientConfig.DEFAULT.withRetries(RETRIES))
        .recover(why -> failed("--cluster and --members have to be those of the hub", why));
  }

  private static Future<HubClient> failed(String what, Throwable why) {
    return Future.failedFuture(new IllegalStateException(what, why));
  }

  private static void leave(HubClient hub) {
    try {
      await(hub.close());
    } catch (ExecutionException | InterruptedException | TimeoutException e) {
      // The hub notices by itself that we are gone.
      Thread.currentThread().interrupt();
    }
  }

  private static <T> T await(Future<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.toCompletionStage().toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
  }

  /** Tokens go to standard output alone, as a booking service hands them to its pages. */
  private static void print(PrintWriter out, Booked booked) {
    out.println("chat     " + booked.chat().id());
    out.println("doctor   " + booked.doctor().token());
    out.println("patient  " + booked.patient().token());
    out.println("message  " + booked.message());
    out.flush();
  }

  private static void print(PrintWriter out, Notification notification) {
    out.printf(
        "notify   %s of %s: %s%n", notification.user(), notification.chat(), notification.text());
    out.flush();
  }
}
