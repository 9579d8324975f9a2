-- Conditions are kept as people write them, no longer as JSON trees: {"attribute": "stage", "is": "equal", "value": "mid"} becomes
-- stage = "mid".
create function condition_value(v jsonb) returns text language sql immutable as $$
  select case jsonb_typeof(v)
    when 'string' then '"' || replace(replace(v #>> '{}', '\', '\\'), '"', '\"') || '"'
    else v #>> '{}'
  end
$$;

create function condition_text(c jsonb) returns text language plpgsql immutable as $$
declare
  relation text := c ->> 'is';
begin
  if c ? 'always' then return 'true'; end if;
  if c ? 'all' then
    return coalesce((
      select string_agg(case when x ? 'all' or x ? 'any' then '(' || condition_text(x) || ')' else condition_text(x) end, ' and ' order by n)
      from jsonb_array_elements(c -> 'all') with ordinality u(x, n)), 'true');
  end if;
  if c ? 'any' then
    return coalesce((
      select string_agg(case when x ? 'any' then '(' || condition_text(x) || ')' else condition_text(x) end, ' or ' order by n)
      from jsonb_array_elements(c -> 'any') with ordinality u(x, n)), 'false');
  end if;
  if c ? 'not' then return 'not (' || condition_text(c -> 'not') || ')'; end if;
  return case relation
    when 'known' then (c ->> 'attribute') || ' is known'
    when 'one_of' then (c ->> 'attribute') || ' in ('
      || (select string_agg(condition_value(x), ', ' order by n) from jsonb_array_elements(c -> 'value') with ordinality u(x, n)) || ')'
    else (c ->> 'attribute')
      || case relation when 'equal' then ' = ' when 'not_equal' then ' != ' when 'less' then ' < ' when 'at_most' then ' <= '
        when 'at_least' then ' >= ' else ' > ' end
      || condition_value(c -> 'value')
  end;
end
$$;

-- Every tree within a document.
create function with_conditions_as_text(v jsonb) returns jsonb language plpgsql immutable as $$
begin
  case jsonb_typeof(v)
    when 'object' then
      if v ? 'attribute' or v ? 'always' or v ? 'all' or v ? 'any' or v ? 'not' then return to_jsonb(condition_text(v)); end if;
      return (select coalesce(jsonb_object_agg(key, with_conditions_as_text(value)), '{}') from jsonb_each(v));
    when 'array' then
      return (select coalesce(jsonb_agg(with_conditions_as_text(x) order by n), '[]') from jsonb_array_elements(v) with ordinality u(x, n));
    else return v;
  end case;
end
$$;

alter table segments alter column condition type text using condition_text(condition);
alter table strategy_versions
  alter column entry type text using condition_text(entry),
  alter column circuit type jsonb using with_conditions_as_text(circuit);
update catalogue set policy = with_conditions_as_text(policy), revision = revision + 1;

drop function with_conditions_as_text(jsonb);
drop function condition_text(jsonb);
drop function condition_value(jsonb);
