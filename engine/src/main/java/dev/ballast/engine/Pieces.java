package dev.ballast.engine;

import dev.ballast.engine.Processor.Piece;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Pieces of work, the one that is done first at the head, of equal ones the one that began first: a
 * binary heap whose entries know their place, so that each can leave in O(log n). One owner.
 */
final class Pieces {
  private @Nullable Piece[] heap = new Piece[16];
  private int size;

  int size() {
    return size;
  }

  /** The piece that is done first; there must be one. */
  Piece first() {
    return at(0);
  }

  void add(Piece piece) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    up(size++, piece);
  }

  /** Takes out a piece that is in. */
  void remove(Piece piece) {
    int place = piece.place;
    piece.place = -1;
    Piece last = at(--size);
    heap[size] = null;
    if (place == size) {
      return;
    }
    if (place > 0 && isBefore(last, at((place - 1) / 2))) {
      up(place, last);
    } else {
      down(place, last);
    }
  }

  private void up(int from, Piece piece) {
    int place = from;
    while (place > 0 && isBefore(piece, at((place - 1) / 2))) {
      put(place, at((place - 1) / 2));
      place = (place - 1) / 2;
    }
    put(place, piece);
  }

  private void down(int from, Piece piece) {
    int place = from;
    for (int child = 2 * place + 1; child < size; child = 2 * place + 1) {
      if (child + 1 < size && isBefore(at(child + 1), at(child))) {
        child++;
      }
      if (!isBefore(at(child), piece)) {
        break;
      }
      put(place, at(child));
      place = child;
    }
    put(place, piece);
  }

  private void put(int place, Piece piece) {
    heap[place] = piece;
    piece.place = place;
  }

  private static boolean isBefore(Piece a, Piece b) {
    return a.doneAt < b.doneAt || (a.doneAt == b.doneAt && a.sequence < b.sequence);
  }

  private Piece at(int place) {
    Piece piece = heap[place];
    if (piece == null) {
      throw new IllegalStateException("expected a piece of work at " + place + ", found none");
    }
    return piece;
  }
}
