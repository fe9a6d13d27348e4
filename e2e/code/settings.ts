/** Keeps VS Code from asking, fetching and suggesting: a test sees only what our extension does. */
export const quietSettings: Readonly<Record<string, unknown>> = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  // On the web it is on: unsaved text would be saved a second later.
  'files.autoSave': 'off',
  'git.openRepositoryInParentFolders': 'never',
};
