package dev.ballast.spec.grammar;

import dev.ballast.spec.grammar.Drafts.FaultDraft;
import java.util.ArrayList;
import java.util.List;

/** What goes wrong, or is put right, at a moment of an experiment. */
final class FaultGrammar {
  static final Type<FaultDraft> FAULT = new Types.Variants<>("this fault", variants());

  private FaultGrammar() {}

  private static List<Types.MapType<? extends FaultDraft>> variants() {
    List<Types.MapType<? extends FaultDraft>> all = new ArrayList<>(ReplicaFaultGrammar.VARIANTS);
    all.addAll(LinkFaultGrammar.VARIANTS);
    all.add(SurgeGrammar.VARIANT);
    return all;
  }
}
