package io.github.camelaudience.launchdarkly.core.settings;

import io.github.camelaudience.launchdarkly.core.launchdarkly.AudiencesPerRequest;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Instance;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentKind;
import io.github.camelaudience.launchdarkly.core.verdict.AudienceIdFallback;
import io.github.camelaudience.launchdarkly.core.verdict.MissingMembership;
import io.github.camelaudience.launchdarkly.core.verdict.OnDelete;

/**
 * Gives the options that every host has, by the names that the option table gives them. Durations are in milliseconds, sizes in
 * bytes; what is not set is {@code null}, or has its default. {@link EngineSettings#check} says whether they go together.
 */
public interface EngineOptions {

    String getClientSideId();

    String getAccessToken();

    Instance getInstance();

    SegmentKind getBackend();

    AudiencesPerRequest getAudiencesPerRequest();

    String getProjectKey();

    String getEnvironmentKey();

    String getSegmentKey();

    double getAuditShare();

    String getBaseUrl();

    String getClientSdkUrl();

    String getContextKind();

    String getContextKey();

    String getMapping();

    String getTrigger();

    MissingMembership getOnMissingMembership();

    AudienceIdFallback getAudienceIdFallback();

    String getAllowAudiences();

    String getDenyAudiences();

    OnDelete getOnDelete();

    String getDeleteEnvironments();

    String getRejectedFolders();

    double getBrakeShare();

    int getBrakeMinimum();

    int getMaxBatchSize();

    int getMaxBatchBytes();

    long getLinger();

    int getMaxInFlight();

    int getMaxPending();

    long getRetryTimeout();

    long getRetryDelay();

    long getMaxRetryDelay();

    long getUnauthorizedCoolDown();

    int getMaxRememberedMemberships();

    long getConnectTimeout();

    long getResponseTimeout();

    long getSettleAfter();

    int getMaxDocumentSize();

    boolean isVerifyOnStart();

    boolean isDryRun();
}
