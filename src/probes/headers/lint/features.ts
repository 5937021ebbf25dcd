/**
 * Features that a Permissions-Policy may name: those of the specification's list (features.md), of Chromium (the enum of
 * its DevTools protocol), of Firefox and of Safari; what is for tests alone is left out.
 */
export const FEATURES: ReadonlySet<string> = new Set(
  `accelerometer all-screens-capture ambient-light-sensor aria-notify autofill autoplay battery bluetooth camera
   captured-surface-control ch-device-memory ch-downlink ch-dpr ch-ect ch-prefers-color-scheme ch-prefers-reduced-motion
   ch-prefers-reduced-transparency ch-rtt ch-save-data ch-ua ch-ua-arch ch-ua-bitness ch-ua-form-factors ch-ua-full-version
   ch-ua-full-version-list ch-ua-high-entropy-values ch-ua-mobile ch-ua-model ch-ua-platform ch-ua-platform-version
   ch-ua-wow64 ch-viewport-height ch-viewport-width ch-width clipboard-read clipboard-write compute-pressure
   controlled-frame cross-origin-isolated deferred-fetch deferred-fetch-minimal device-attributes
   digital-credentials-create digital-credentials-get direct-sockets direct-sockets-multicast direct-sockets-private
   display-capture encrypted-media execution-while-not-rendered execution-while-out-of-viewport fenced-unpartitioned-storage-read
   focus-without-user-activation fullscreen gamepad geolocation gyroscope haptics hid identity-credentials-get
   idle-detection keyboard-map language-detector language-model local-fonts local-network local-network-access
   loopback-network magnetometer manual-text media-playback-while-not-visible microphone midi navigation-override nfc
   on-device-speech-recognition otp-credentials payment picture-in-picture popins private-state-token-issuance
   private-state-token-redemption publickey-credentials-create publickey-credentials-get record-ad-auction-events rewriter
   screen-wake-lock semantic-embedder serial smart-card speaker-selection storage-access sub-apps summarizer sync-script
   sync-xhr tools translator unload usb usb-unrestricted vertical-scroll web-app-installation web-printing web-share webnn
   window-management writer xr-spatial-tracking`.split(/\s+/),
);
/** Features that are no longer, with what is there instead. */
export const GONE: ReadonlyMap<string, string> = new Map([
  ['interest-cohort', 'FLoC was given up in 2022'],
  ['browsing-topics', 'the Topics API was given up with the Privacy Sandbox in 2025'],
  ['attribution-reporting', 'Attribution Reporting was given up with the Privacy Sandbox in 2025'],
  ['conversion-measurement', 'it became attribution-reporting, which was given up in 2025'],
  ['join-ad-interest-group', 'Protected Audience was given up with the Privacy Sandbox in 2025'],
  ['run-ad-auction', 'Protected Audience was given up with the Privacy Sandbox in 2025'],
  ['private-aggregation', 'Private Aggregation was given up with the Privacy Sandbox in 2025'],
  ['shared-storage', 'Shared Storage was given up with the Privacy Sandbox in 2025'],
  ['shared-storage-select-url', 'Shared Storage was given up with the Privacy Sandbox in 2025'],
  ['trust-token-redemption', 'it is `private-state-token-redemption` now'],
  ['window-placement', 'it is `window-management` now'],
  ['wake-lock', 'it is `screen-wake-lock` now'],
  ['vr', 'it is `xr-spatial-tracking` now'],
  ['document-domain', 'document.domain can no longer be set by default'],
  ['document-write', 'it never left the experiment'],
  ['font-display-late-swap', 'it never left the experiment'],
  ['layout-animations', 'it never left the experiment'],
  ['lazyload', 'it never left the experiment'],
  ['legacy-image-formats', 'it never left the experiment'],
  ['notifications', 'it never left the draft; frames may not ask for it anyway'],
  ['oversized-images', 'it never left the experiment'],
  ['push', 'it never left the draft'],
  ['speaker', 'it is `speaker-selection` now'],
  ['unoptimized-images', 'it never left the experiment'],
  ['unoptimized-lossy-images', 'it never left the experiment'],
  ['unsized-media', 'it never left the experiment'],
  ['vibrate', 'it never left the draft'],
]);
/** Those for which a person is asked, or that reach devices, money or the screen. */
export const SENSITIVE: ReadonlySet<string> = new Set([
  'bluetooth',
  'camera',
  'clipboard-read',
  'display-capture',
  'geolocation',
  'hid',
  'idle-detection',
  'local-fonts',
  'local-network',
  'local-network-access',
  'loopback-network',
  'microphone',
  'midi',
  'payment',
  'publickey-credentials-create',
  'publickey-credentials-get',
  'serial',
  'smart-card',
  'storage-access',
  'usb',
  'window-management',
]);
