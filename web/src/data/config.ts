import type { ConfigAsRead } from '../../../src/api/config/schema.ts';
import { api } from './api.ts';
import { useAsked } from './lines.ts';

const EVERY = 10_000;

export const useConfig = () => useAsked<ConfigAsRead>('config', EVERY, (_, signal) => api.config(signal));
