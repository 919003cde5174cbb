package dev.ballast.live;

/**
 * What both worlds must do alike. Each family of bodies is an interface of its own, so that a body
 * is found by what it is about; a class for each world plays them all.
 */
abstract class Conformance
    implements CallConformance,
        FaultConformance,
        DepartureConformance,
        LinkConformance,
        LoadConformance,
        IsolationConformance,
        RepeatConformance,
        RoutingConformance,
        OverloadConformance,
        BalanceConformance,
        HealthConformance,
        CheckConformance,
        SharingConformance,
        FallbackConformance,
        MachineConformance {}
