export { endsTest } from './fault.js';
export type { ConfFault, FaultCode, FaultLevel } from './fault.js';
export type { ValidateOptions } from './setter.js';
export { nearestName } from './nearest.js';
export { validateConfiguration } from './validate.js';
