import { expose } from 'comlink';
import { installErrorHandler } from '../client/comlink-errors.js';
import { WorkerService } from './saliency-service.js';

installErrorHandler();
expose(new WorkerService());
