package io.chathub.cluster;

import com.hazelcast.config.SerializerConfig;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import com.hazelcast.nio.serialization.StreamSerializer;
import java.io.IOException;

/** Puts one type between nodes as bytes, with a version before them. Thread safe. */
final class RecordSerializer<T> implements StreamSerializer<T> {

  private static final byte VERSION = 1;

  private final int typeId;
  private final Writing<T> writing;
  private final Reading<T> reading;

  private RecordSerializer(int typeId, Writing<T> writing, Reading<T> reading) {
    this.typeId = typeId;
    this.writing = writing;
    this.reading = reading;
  }

  /** Writes the fields. */
  @FunctionalInterface
  interface Writing<T> {
    void write(ObjectDataOutput out, T value) throws IOException;
  }

  /** Reads what was written. */
  @FunctionalInterface
  interface Reading<T> {
    T read(ObjectDataInput in) throws IOException;
  }

  /**
   * @param typeId names the type on the wire: positive, never used again for another
   */
  static <T> SerializerConfig of(
      Class<T> type, int typeId, Writing<T> writing, Reading<T> reading) {
    return new SerializerConfig()
        .setTypeClass(type)
        .setImplementation(new RecordSerializer<>(typeId, writing, reading));
  }

  @Override
  public int getTypeId() {
    return typeId;
  }

  @Override
  public void write(ObjectDataOutput out, T value) throws IOException {
    out.writeByte(VERSION);
    writing.write(out, value);
  }

  @Override
  public T read(ObjectDataInput in) throws IOException {
    byte version = in.readByte();
    if (version != VERSION) {
      throw new HazelcastSerializationException("type " + typeId + " of version " + version);
    }
    return reading.read(in);
  }
}
