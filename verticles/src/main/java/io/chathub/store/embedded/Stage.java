package io.chathub.store.embedded;

import io.chathub.model.ChatId;
import io.chathub.model.UserId;
import io.chathub.store.Store.LastSeen;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The next commit while it is being put together: what operations see of the chats, and what they
 * changed. An operation that fails leaves nothing here. What a read from the database cannot show
 * yet is asked for with {@link CommitFirst}: the writer commits, then runs that operation again.
 * Not thread safe: owned by the writer thread.
 */
final class Stage {

  /** Appends between two writes of a chat record; a load reads so many messages at most. */
  private static final int CHECKPOINT_EVERY = 256;

  private final Heads heads;
  private final Database database;
  private final Disk disk;
  private final Changeset changes;
  private final Map<ChatId, Staged> staged = new HashMap<>();
  private final Set<DuplicateKey> cids = new HashSet<>();
  private static final LastSeen NEVER = new LastSeen(Long.MIN_VALUE, false);

  private final Map<UserId, LastSeen> seen = new HashMap<>();
  private final RecordWriter record = new RecordWriter();
  private final Set<Column> rewritten = EnumSet.noneOf(Column.class);
  private boolean isSynced;
  private long nextChatNo;

  // Of the running operation, until it is accepted.
  private int lengthBefore;
  private int countBefore;
  private ChatHead opHead;
  private boolean opSaves;
  private boolean opSynced;
  private DuplicateKey opCid;
  private final Set<Column> opRewritten = EnumSet.noneOf(Column.class);

  Stage(Heads heads, Database database, Disk disk) {
    this.heads = heads;
    this.database = database;
    this.disk = disk;
    this.changes = new Changeset(database.columnIds());
    this.nextChatNo = Identity.nextChatNo(database);
  }

  /** Goes by the database again, after it was opened anew. */
  void reload() {
    heads.forgetAll();
    nextChatNo = Identity.nextChatNo(database);
  }

  /** Where a commit goes. */
  interface Disk {
    /**
     * Writes one serialized batch, all of it or nothing.
     *
     * @throws DatabaseFailure where it could not; a part may still come back at the next start
     */
    void write(byte[] changes, boolean isSynced);
  }

  /** A message of the batch that is named by a cid. */
  record DuplicateKey(long chatNo, UserId sender, String cid) {}

  /** Thrown by an operation that needs to read what is only staged. */
  static final class CommitFirst extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private CommitFirst() {
      super("commit first", null, false, false);
    }
  }

  private static final class Staged {
    final ChatHead committed; // null for a new chat
    ChatHead head;
    boolean saves;

    Staged(ChatHead committed) {
      this.committed = committed;
    }
  }

  /** The chat as the operations before left it, or null. */
  ChatHead head(ChatId chat) {
    Staged changed = staged.get(chat);
    return changed != null ? changed.head : heads.get(chat);
  }

  /** The log of this chat can be read from the database. */
  void requireCommitted(ChatHead head) {
    Staged changed = staged.get(head.chat().id());
    long committed =
        changed == null
            ? head.lastSeq()
            : changed.committed == null ? 0 : changed.committed.lastSeq();
    if (head.lastSeq() > committed) {
      throw new CommitFirst();
    }
    requireCommitted(Column.MESSAGES);
  }

  /** Nothing in this column was changed by an operation before. */
  void requireCommitted(Column column) {
    if (rewritten.contains(column)) {
      throw new CommitFirst();
    }
  }

  void requireCommitted(DuplicateKey cid) {
    if (cids.contains(cid)) {
      throw new CommitFirst();
    }
  }

  /** Takes the chat's new head, and writes its record with the commit. */
  void save(ChatHead head) {
    opHead = head;
    opSaves = true;
    opSynced = true;
  }

  /** Takes the head after an append; its record is written now and then. */
  void appended(ChatHead head) {
    opHead = head;
    opSaves = head.lastSeq() - head.savedSeq() >= CHECKPOINT_EVERY;
    opSynced = true;
  }

  void named(DuplicateKey cid) {
    opCid = cid;
  }

  /** A value that no operation of this commit reads. */
  void put(Column column, byte[] key, RecordWriter value) {
    changes.put(column, key, key.length, value.array(), value.length());
    opSynced = true;
  }

  void put(Column column, RecordWriter key, RecordWriter value) {
    changes.put(column, key.array(), key.length(), value.array(), value.length());
    opSynced = true;
  }

  /** A value that operations read: they wait for the commit. */
  void rewrite(Column column, byte[] key, RecordWriter value) {
    put(column, key, value);
    opRewritten.add(column);
  }

  void delete(Column column, byte[] key) {
    changes.delete(column, key);
    if (column != Column.MESSAGES) { // those are below every head: nobody reads them
      opRewritten.add(column);
    }
    opSynced = true;
  }

  void deleteRange(Column column, byte[] from, byte[] to) {
    changes.deleteRange(column, from, to);
    opSynced = true;
  }

  /** Notes when a user was seen; that alone is not synced. */
  void see(UserId user, long at) {
    LastSeen known = seen.computeIfAbsent(user, this::lastSeen);
    if (at > known.at()) {
      putSeen(user, new LastSeen(at, known.isAnnounced()));
    }
  }

  /** Notes who may know of it; of who was never seen there is nothing to know. */
  void announce(UserId user, boolean isAnnounced) {
    LastSeen known = seen.computeIfAbsent(user, this::lastSeen);
    if (!known.equals(NEVER) && known.isAnnounced() != isAnnounced) {
      putSeen(user, new LastSeen(known.at(), isAnnounced));
    }
  }

  private void putSeen(UserId user, LastSeen is) {
    SeenRecord.write(record, is);
    byte[] key = Keys.user(user);
    changes.put(Column.USERS, key, key.length, record.array(), record.length());
    seen.put(user, is);
  }

  long newChatNo() {
    long chatNo = nextChatNo++;
    record.clear();
    record.u64(nextChatNo);
    put(Column.META, Keys.META_NEXT_CHAT, record);
    return chatNo;
  }

  void begin() {
    lengthBefore = changes.length();
    countBefore = changes.count();
    opHead = null;
    opSaves = false;
    opSynced = false;
    opCid = null;
    opRewritten.clear();
  }

  void accept() {
    if (opHead != null) {
      Staged changed = staged.computeIfAbsent(opHead.chat().id(), id -> new Staged(heads.get(id)));
      changed.head = opHead;
      changed.saves |= opSaves;
    }
    if (opCid != null) {
      cids.add(opCid);
    }
    rewritten.addAll(opRewritten);
    isSynced |= opSynced;
  }

  void undo() {
    changes.cut(lengthBefore, countBefore);
  }

  boolean isEmpty() {
    return changes.count() == 0 && staged.isEmpty();
  }

  int bytes() {
    return changes.length();
  }

  /** Writes it all. On failure nothing of it is seen by anybody. */
  void commit() {
    for (Staged changed : staged.values()) {
      if (changed.saves) {
        ChatRecord.write(changed.head, record);
        byte[] key = Keys.chat(changed.head.chat().id());
        changes.put(Column.CHATS, key, key.length, record.array(), record.length());
        changed.head = changed.head.saved();
      }
    }
    Marks marks = database.marks();
    if (marks == null) {
      throw new DatabaseFailure("the database is closed until it can be opened again");
    }
    marks.room(nextChatNo);
    disk.write(changes.toBytes(), isSynced);
    mark(marks);
    for (Staged changed : staged.values()) {
      heads.publish(changed.committed, changed.head);
    }
  }

  /** Notes what is about to be acknowledged. */
  private void mark(Marks marks) {
    try {
      for (Staged changed : staged.values()) {
        ChatHead head = changed.head;
        marks.mark(head.chatNo(), head.lastSeq(), head.rev());
      }
      if (isSynced) {
        marks.committed(database.sequence());
      }
    } catch (InternalError e) { // how Java says that the file behind mapped memory failed
      throw new DatabaseFailure("cannot write " + Marks.FILE, e);
    }
  }

  /** After a failed commit: everybody goes by the database again. */
  void forget() {
    staged.keySet().forEach(heads::forget);
  }

  void clear() {
    changes.clear();
    staged.clear();
    cids.clear();
    seen.clear();
    rewritten.clear();
    isSynced = false;
  }

  private LastSeen lastSeen(UserId user) {
    LastSeen known = SeenRecord.read(database.get(Column.USERS, Keys.user(user)));
    return known == null ? NEVER : known;
  }
}
