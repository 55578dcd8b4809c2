/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_WEB_API_H
#define SONDE_UI_WEB_API_H

#include "ui/web/job.h"
#include "ui/web/web_internal.h"

/*
 * The questions. Each is about a place (place.h), and answered as JSON; ui/web/README.md lists
 * what they take and give. Times are ns since the first event.
 */
enum job_state api_info(struct web *w, struct job *j, uint64_t until_ns);
enum job_state api_views(struct web *w, struct job *j, uint64_t until_ns);
enum job_state api_rows(struct web *w, struct job *j, uint64_t until_ns);
enum job_state api_cell(struct web *w, struct job *j, uint64_t until_ns);
enum job_state api_events(struct web *w, struct job *j, uint64_t until_ns);
enum job_state api_event(struct web *w, struct job *j, uint64_t until_ns);
enum job_state api_echo(struct web *w, struct job *j, uint64_t until_ns);
enum job_state api_timeline(struct web *w, struct job *j, uint64_t until_ns);
enum job_state api_filter(struct web *w, struct job *j, uint64_t until_ns);
enum job_state api_complete(struct web *w, struct job *j, uint64_t until_ns);
enum job_state api_spectro(struct web *w, struct job *j, uint64_t until_ns);
enum job_state api_flame(struct web *w, struct job *j, uint64_t until_ns);
enum job_state api_save(struct web *w, struct job *j, uint64_t until_ns);
enum job_state api_table_file(struct web *w, struct job *j, uint64_t until_ns);
enum job_state api_report(struct web *w, struct job *j, uint64_t until_ns);

/*
 * The place of a request for rows, which are in the order that it asks for, without those that it
 * leaves out. whole: not before all of them are there. NULL: return *state.
 */
struct place *api_rows_of(struct web *w, struct job *j, uint64_t until_ns, bool whole,
			  bool *settled, enum job_state *state);

/* The order and the choice of rows alone. */
void api_prepare(struct explorer *x, const struct params *p);

/* The filter and the way of a place, as members of an object. */
void api_put_place(struct buf *out, const struct explorer *x);

/* "trace-processes.csv": what a browser saves it under. */
void api_filename(const struct web *w, struct job *j, const char *what, const char *suffix);

#endif
