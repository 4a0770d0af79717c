package io.chathub.store.embedded;

import io.chathub.store.embedded.Engine.Mode;
import io.chathub.store.embedded.Format.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a database, first to look and only then to change it: where something acknowledged is
 * missing, the directory stays as it is, and it is said what may be done. Blocking; used once.
 */
final class Opening {

  private static final String UNKNOWN = "it cannot be told";
  private static final Logger LOG = LoggerFactory.getLogger(Opening.class);

  private final EmbeddedStoreConfig config;
  private final DirectoryLock lock;
  private final List<Step> steps;
  private final Path dir;

  Opening(EmbeddedStoreConfig config, DirectoryLock lock, List<Step> steps) {
    this.config = config;
    this.lock = lock;
    this.steps = steps;
    this.dir = config.path().toAbsolutePath();
  }

  /**
   * @throws DamagedStore where something acknowledged is not in it any more
   * @throws IllegalStateException where it cannot be opened for another reason
   */
  Database open() {
    if (config.acceptsLoss()) {
      LOG.warn(
          "store.accept-loss is true: damage would be lived with; set it to false after this start");
    }
    if (!StoreFiles.areIn(config.path())) {
      return finish(engine(Mode.NEW), readMarks());
    }
    Optional<String> damage = damage();
    if (damage.isPresent()) {
      requireAccepted(damage.get());
      accept(damage.get());
    }
    return reopen();
  }

  /** Opens what was open in this process before. */
  Database reopen() {
    Optional<String> damage = damage();
    if (damage.isPresent()) {
      requireAccepted(damage.get());
    }
    Optional<Marks> marks = readMarks();
    if (marks.isEmpty()) { // an older version's, or a crash came before they were made
      makeMarks();
      marks = readMarks();
    }
    return finish(engine(Mode.WHOLE), marks);
  }

  private void makeMarks() {
    try {
      finish(Engine.open(config, Mode.UNMARKED), Optional.empty()).closeEngine();
    } catch (RocksDBException e) {
      String damage = damageSaidBy(e);
      requireAccepted(damage);
      accept(damage);
    }
  }

  /** What is wrong with what is in the directory, where something is. */
  private Optional<String> damage() {
    if (!Files.exists(config.path().resolve(StoreFiles.CURRENT))) {
      return Optional.of(
          dir.resolve(StoreFiles.CURRENT)
              + ", which names the list of the files that belong to the database, is gone");
    }
    Optional<Marks> marks = readMarks();
    if (marks.isEmpty()) {
      return Optional.empty();
    }
    try {
      Database look = Database.of(config, lock, Engine.open(config, Mode.LOOK));
      try {
        return damage(look, marks.get());
      } finally {
        look.closeEngine();
      }
    } catch (RocksDBException e) {
      return Optional.of(damageSaidBy(e));
    } finally {
      marks.get().close();
    }
  }

  private Optional<String> damage(Database look, Marks marks) {
    if (!Identity.fits(look, marks)) {
      return Optional.of(
          dir.resolve(Marks.FILE)
              + " belongs to another database: the files here are of two stores, or of two times");
    }
    Survey survey = new Survey(look, marks);
    return survey.isWhole() || survey.loss().isNone()
        ? Optional.empty()
        : Optional.of(StoreFiles.whereInLogs(dir));
  }

  /**
   * @throws IllegalStateException where it is not damage that keeps it from being opened
   */
  private String damageSaidBy(RocksDBException e) {
    String says = String.valueOf(e.getMessage());
    Status.Code code = e.getStatus() == null ? Status.Code.Undefined : e.getStatus().getCode();
    boolean isMissing = says.contains("No such file") || says.contains("does not exist");
    if (code == Status.Code.Corruption || code == Status.Code.InvalidArgument || isMissing) {
      return says.contains(config.path().toString())
          ? says
          : says + "; " + StoreFiles.whereInLogs(dir);
    }
    throw cannotOpen(e);
  }

  private void requireAccepted(String damage) {
    if (config.acceptsLoss()) {
      return;
    }
    throw new DamagedStore(
        "store.path: "
            + dir
            + " is damaged. What: "
            + damage
            + ". How much: "
            + howMuch()
            + ". Nothing was changed. What may be done: move the directory away and copy a backup"
            + " to its place; or, without one, start once with --set store.accept-loss=true, which"
            + " goes on with what can be read, says what is gone, and has clients told");
  }

  private String howMuch() {
    Optional<Marks> marks = readMarks();
    if (marks.isEmpty()) {
      return UNKNOWN;
    }
    try {
      Mode mode = Mode.LOOK_AS_FAR_AS_POSSIBLE;
      Database look = Database.of(config, lock, Engine.open(config, mode));
      try {
        return Identity.fits(look, marks.get())
            ? new Survey(look, marks.get()).loss().describe()
            : UNKNOWN;
      } finally {
        look.closeEngine();
      }
    } catch (RocksDBException | DatabaseFailure e) {
      return UNKNOWN;
    } finally {
      marks.get().close();
    }
  }

  /** Goes on with what can be read. */
  private void accept(String damage) {
    LOG.error("the store is damaged, and its loss accepted: {}", damage);
    if (!Files.exists(config.path().resolve(StoreFiles.CURRENT))) {
      String manifest =
          StoreFiles.pointToNewestManifest(config.path())
              .orElseThrow(() -> onlyABackup("no MANIFEST is there, either"));
      LOG.warn("{} is taken for the list of what belongs to the database", manifest);
      Optional<String> more = damage();
      if (more.isEmpty()) {
        LOG.warn("nothing that was acknowledged is missing");
        return;
      }
    }
    Optional<Marks> marks = readMarks();
    try {
      Database damaged = Database.of(config, lock, Engine.open(config, Mode.AS_FAR_AS_POSSIBLE));
      try {
        new Mending(damaged).acceptLoss(marks);
      } finally {
        damaged.closeEngine();
      }
    } catch (RocksDBException | DatabaseFailure e) {
      throw onlyABackup(e.getMessage());
    } finally {
      marks.ifPresent(Marks::close);
    }
  }

  private DamagedStore onlyABackup(String why) {
    return new DamagedStore(
        "store.path: "
            + dir
            + " is damaged so that it cannot be opened, with store.accept-loss or without: "
            + why
            + ". Only a backup helps: move the directory away and copy the backup to its place");
  }

  private Database finish(Engine engine, Optional<Marks> known) {
    Database database = Database.of(config, lock, engine);
    try {
      Format.bringUpToDate(database, steps);
      Marks marks = known.orElseGet(() -> Identity.missing(database));
      database.complete(marks);
      marks.nextRun();
      return database;
    } catch (RuntimeException e) {
      database.closeEngine();
      throw e;
    }
  }

  /** What was acknowledged; empty where that is not known any more, or never was. */
  private Optional<Marks> readMarks() {
    try {
      return Marks.open(config.path());
    } catch (Unreadable e) {
      LOG.warn(
          "{} cannot be read ({}): whether anything acknowledged is missing is not known this time;"
              + " the file is made anew",
          dir.resolve(Marks.FILE),
          e.getMessage());
      return Optional.empty();
    }
  }

  private Engine engine(Mode mode) {
    try {
      return Engine.open(config, mode);
    } catch (RocksDBException e) {
      throw cannotOpen(e);
    }
  }

  private IllegalStateException cannotOpen(RocksDBException e) {
    return new IllegalStateException("store.path: cannot open the database in " + dir, e);
  }
}
